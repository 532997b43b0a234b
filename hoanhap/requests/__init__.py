"""What does a person get to know and to ask of what is held about them, and how long is it held?"""
