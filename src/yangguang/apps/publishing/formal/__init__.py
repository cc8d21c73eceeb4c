"""What the machine can see in a draft before people review it.

Each check reads the same facts and says what is wrong, where, and what to do. It proposes; a person
decides about each finding, with a reason where nothing is changed.
"""
