"""Sign-in with an organisation's own identity provider (OpenID Connect); off unless it is set.

The provider says who somebody is and nothing more. The vault opens with its own password, typed
here afterwards, so that neither the provider nor those who run it can open, reset or read anything.
"""
