"""When a reading may be trusted. One place, each with the measurement that set it."""

# To be set from measurement below.
CERTAIN = 0.85
STRANGE = 0.5
# A part of a message stands on its own only when it is understood this well.
PART = 0.7
