"""What browser tests stand on: no window reaches into the test after its own."""

from tests.support.browser.request_gate import begin_next_test

ASKED = "async () => (await fetch('/settings')).status"


def test_what_a_window_sends_after_its_test_is_not_let_in(visit, signed_in):
    one = visit(signed_in).go("/settings")
    assert one.page.evaluate(ASKED) == 200
    begin_next_test()
    assert one.page.evaluate(ASKED) == 204
    one.begin()
    assert one.page.evaluate(ASKED) == 200
