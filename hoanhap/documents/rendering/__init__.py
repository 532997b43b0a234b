"""How does one official paper become a sheet on screen, a .docx and a .pdf? (docs/adr/0020-paper-blocks.md)"""
