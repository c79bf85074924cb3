"""One module for each container: how long what is in it plays.

`measure` walks a file once and answers in seconds. It raises NotARecording for what is damaged, cut
off or not sound, and RecordingTooLong as soon as it is: the walk never goes on behind that. What
decoders would skip over to find more sound, such as junk between two frames, is refused, because
only what is certain can be counted.
"""
