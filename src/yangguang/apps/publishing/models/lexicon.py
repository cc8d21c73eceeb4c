"""Words that an office does not want printed: wrong ones with their correction, and sensitive ones."""

from __future__ import annotations

from django.db import models

from yangguang.apps.agencies.models import Agency


class LexiconWord(models.Model):
    """One entry, from a moment on. A body uses its own, those of the bodies above, and the general.

    ``exceptions``: wordings in which the word is right (其它 in a quoted title). Ended, never erased,
    so that a decision of last year can be understood.
    """

    class Kind(models.TextChoices):
        WRONG = "wrong", "易错词"
        SENSITIVE = "sensitive", "敏感词"

    kind = models.CharField("类别", max_length=16, choices=Kind)
    word = models.CharField("词语", max_length=60, db_index=True)
    correction = models.CharField("应为", max_length=60, blank=True)
    exceptions = models.JSONField("例外", default=list, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="lexicon_words"
    )
    valid_from = models.DateTimeField("起用")
    valid_to = models.DateTimeField("停用", null=True, blank=True)
    by_key = models.CharField("维护人标识", max_length=64)
    by_name = models.CharField("维护人", max_length=100)

    class Meta:
        verbose_name = "词库"
        ordering = ["kind", "word", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["word", "agency"],
                condition=models.Q(valid_to__isnull=True, agency__isnull=False),
                name="one_entry_per_word_and_body",
            ),
            models.UniqueConstraint(
                fields=["word"],
                condition=models.Q(valid_to__isnull=True, agency__isnull=True),
                name="one_general_entry_per_word",
            ),
        ]

    def __str__(self) -> str:
        return self.word
