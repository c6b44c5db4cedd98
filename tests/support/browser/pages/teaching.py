"""Teaching pages: the list, one of each kind, and the projected pages."""

from tests.support.browser.pages.registry import public_page, register_pages

VIGNETTE_PATH = "/teaching/vignette-call-on-a-train"

register_pages(
    {
        "teaching": public_page("/teaching"),
        "running-order": public_page("/teaching/running-order-60"),
        "vignette": public_page(VIGNETTE_PATH),
        "case-study": public_page("/teaching/case-hub-and-home"),
        "wall": public_page(f"{VIGNETTE_PATH}/wall"),
        "wall-page": public_page(f"{VIGNETTE_PATH}/wall/1"),
        "wall-page-table": public_page(f"{VIGNETTE_PATH}/wall/2"),
    }
)
