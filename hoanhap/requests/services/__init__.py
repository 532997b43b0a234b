"""How is a request written down and answered, how is a period of retention set, and how are files destroyed?"""
