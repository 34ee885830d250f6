"""What Laurel says to people, in Russian and in English: a catalogue a language, and the one function that speaks.

Holds no word of a chain's own (those stand in its document and texts) and no markup. May import: nothing of ours.
"""
