"""A turn's provider calls as a program that somebody runs without Proofsheet.

It is written from the very `ImageRequest` that the runner sends, in three languages. No database, no
network, no settings; tests run each program and compare what arrives.
"""

from .program import LANGUAGES, Language, Program, Run
from .tint import pretty, tinted

__all__ = ["LANGUAGES", "Language", "Program", "Run", "pretty", "tinted"]
