"""The report reader: pasted text in, values with their places out."""

from bot.interpreter.report.reading import Reading, Unclear, read_report

__all__ = ["Reading", "Unclear", "read_report"]
