"""The operator's and the developer's door: the ``beffroi`` command."""
