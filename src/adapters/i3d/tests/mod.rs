//! The adapter against a scripted vendor, and the mapping against documents written by hand.
