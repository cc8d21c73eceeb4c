"""What is done with applications: plain verbs, each one transaction with its record.

Every verb takes ``by=`` the actor and ``at=`` the moment, refuses by the table in
``requests.workflow`` and by ``law``, and raises ``NotPossible`` with a sentence for the clerk.
"""
