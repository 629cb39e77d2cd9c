"""A Gemini API on this machine: wire format, painter, faults. It imports nothing from the rest.

What it claims is what its tests show: the real clients accept it. No call ever reached Google to compare.
"""
