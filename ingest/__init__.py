"""Documents in, an index folder out, and the search in it.

Where to look, in the order in which a document goes through:

listing        paths -> the files below them, each with the name that its document gets
load           a file -> Document: markdown, text, HTML, PDF, DOCX (structure: its blocks; yaml_text: positions in YAML)
anchors        headings -> the names of sections
split          Document -> passages of 200-500 tokens, with exact offsets (tokens: tiktoken without the network)
windows        passage -> what is embedded: a wide window and narrow ones, below title and headings
embed          the embedder: OpenVINO and tokenizers (export: made once from sentence-transformers; runtime, eight_bit:
               how it is compiled; sentence_models: any other model by name)
vectors        vectors on disk and FAISS over them
words          the word index, BM25 (phrasings: how people ask for a section, which is searched too)
passages       texts and sections, in SQLite
content, kept  what goes into an index, and what of the one before is kept
build          all of it, written beside the old index and swapped in

and a query:

spelling       slips mended by the words of the corpus
index          the search: closeness by windows and score by words of every passage
fuse           both -> one order (rerank: a CrossEncoder reads the first of them again)

The interview bank is read by bank (taxonomy: stages, topics, skills), questions in your own documents by extract.
"""
