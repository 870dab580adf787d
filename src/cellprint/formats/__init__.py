"""One folder for each outside format: read into the model, written from the model.

What all formats need lies here: `recognise` tells a format, `readers` and `writers` choose the
function, `package` opens files safely, `numbers`, `arithmetic` and `spreads` understand what stands
in them.
"""
