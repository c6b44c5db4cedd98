"""Standard 4 of Social Work England, on which its CPD rests: each part in one or two words."""

from typing import Final

from reflect.core.words import later

STANDARDS: Final = (
    ("4.1", later("4.1 Feedback")),
    ("4.2", later("4.2 Supervision")),
    ("4.3", later("4.3 Research and theory")),
    ("4.4", later("4.4 Current issues")),
    ("4.5", later("4.5 Learning culture")),
    ("4.6", later("4.6 Reflection")),
    ("4.7", later("4.7 Recording")),
    ("4.8", later("4.8 Values and ethics")),
)
