"""Measurements of the real thing: `manage.py up`, its worker and a provider, each a process of its own.

Every figure stands beside a limit that was measured in the same run. The same scenarios, in smaller
doses, are the end-to-end tests. Needs psutil, which is among the development packages.
"""
