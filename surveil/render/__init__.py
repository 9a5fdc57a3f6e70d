"""Renderers: a plan as JSON, CSV, a table or a calendar.

Import the one that you need: the table needs rich, the calendar needs icalendar, and
each costs time to load.
"""
