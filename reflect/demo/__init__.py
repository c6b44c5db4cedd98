"""The demo: invented people to try Reflect with. Its routes do not exist on a real site."""
