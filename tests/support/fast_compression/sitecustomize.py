"""On the path of a process, this lays its static files down in a tenth of the time.

For a start in an empty folder, of which not the size of the compressed copies is looked at.
"""

import brotli

compress = brotli.compress
brotli.compress = lambda content, quality: compress(content, quality=min(quality, 1))
