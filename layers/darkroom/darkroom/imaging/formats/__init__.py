"""One module for each type that is developed: what its structure says, and how it is opened.

`measure` walks a file's blocks without decoding any of them, in a bounded number of steps, and
answers how much a decoder would be made to allocate. `open_image` hands the file to the decoder,
which reads headers only.

The decoders' classes are called directly, not through `Image.open`: that would try every plugin
Pillow has (25 ms of imports, and parsers of formats nobody may upload), take a photo with an
embedded preview for an animation (MPO), and measure by a limit and a warning that belong to the
whole process instead of by ours.
"""
