"""Citizens' accounts: one sign-in for what is personal on the site, and nothing more than it needs.

An account is an e-mail address and a password. The address is sealed under the person's own key;
history is kept only while its owner wants it, and closing the account destroys the key.
"""
