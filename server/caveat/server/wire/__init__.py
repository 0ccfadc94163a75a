"""The short way from the bytes of a request to the bytes of its report.

What was read before is known again by its bytes, and what no patient changes is encoded once.
``caveat.server.convert`` is the ordinary way, which takes all that is out of the ordinary, and
which the tests hold this one against.
"""
