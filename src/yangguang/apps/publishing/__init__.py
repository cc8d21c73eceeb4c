"""From a draft to a public document: attribute, reviews, release, correction, and the way back.

The catalogue keeps what is public; this app keeps the road there. A draft is worked on by people,
saved again and again, fixed when it is submitted, read by three reviewers, and becomes an edition
only when all of them have signed the very text that is released.
"""
