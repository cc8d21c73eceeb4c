"""What stands behind disclosure work and what was done: bodies, people, funds, meetings, training,
consultation points, responses, and the decisions that a form asks the number of.

Each kind of ledger is a definition (``data/ledgers.toml``); the statutory forms add these rows up.
"""
