"""Pure rules of the index: who may find what, and how words are compared."""

#: What everyone may find.
PUBLIC = "public"
#: Kinds whose text belongs to a dossier: refused in the public index, here and by the database.
NEVER_PUBLIC = ("case", "draft", "document", "evidence", "message", "paymentrequest", "person", "task")
