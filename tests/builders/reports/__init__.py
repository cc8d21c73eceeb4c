"""Annual reports written by machine, with the truth kept beside them.

The report checker is measured on reports nobody has seen. This package writes such reports the
way offices do: many writers, many content systems, many kinds of dirt, and every figure known.
It is written from the statutory forms alone and knows nothing of the parser it examines.
"""
