"""The demo company grown to a city: 100 engineers, 2,000 objects, half a year of finished work."""
