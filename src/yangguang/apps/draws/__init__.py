"""双随机一公开: plans, the lot by published seed, teams, recusals, results, objections to lists.

The lists drawn from are registers; how the lot falls `law.drawing` says. What is kept here is what
was promised, when, and every record as it was published.
"""
