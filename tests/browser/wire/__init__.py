"""One ticket, every way of sending it: Uppy of two generations, a form, and curl."""
