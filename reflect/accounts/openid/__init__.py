"""Single sign-on with an organisation's identity provider (OpenID Connect); off by default.

The provider only identifies the user. The vault is unlocked by its own password, typed here
afterwards, so that neither the provider nor its administrators can unlock, reset or read anything.
"""
