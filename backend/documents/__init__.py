"""The engine that sets documents: ready words in, PDF bytes out; reportlab's one door."""
