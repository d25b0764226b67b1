/** What whoever unpacks a dossier's evidence reads first. */
export const README = `Evidence of a Pedigree dossier.

contents.json        what it is about, as of which size of the log, and the SHA-256 of every other file
contents.note        the recorder's signed note over the SHA-256 of contents.json: exactly these files were handed over
checkpoint           the signed checkpoint of the log (C2SP tlog-checkpoint): origin, size, root
events/N.note        entry N of the log, byte for byte: a C2SP signed note whose text is the event as one line of canonical JSON
events/N.tlog-proof  C2SP tlog-proof: its place, the inclusion proof (RFC 6962), the checkpoint
artifacts.json       the artifacts that these events declared, with their digests, and which event declared each
*.prov.json          the same as W3C PROV-JSON
*.cdx.json           the same as a CycloneDX 1.7 ML-BOM
*.intoto.json        the training run as SLSA provenance v1 in an in-toto statement
statement-N.dsse.json  what a caller signed themself (in-toto, DSSE): entry N of the log has its SHA-256 in signed.dsse_sha256
trust.json           the keys by which this bundle says it can be checked. Do not believe it: compare it with the keys that
                     you got from the log's operator by another way, and give those to the verifier.

The events are proven, and the recorder signed which files belong here. The other documents were made from the events by the
exporting installation: they are its word. The export is an event of the log as well, and names the SHA-256 of this file.

pedigree verify FILE.zip --trust pinned.json
Without Pedigree: \`pedigree verifier pedigree-verify.mjs\` writes the verifier as one file; get it, or its SHA-256, from somebody
who is not the one that you check. It needs Node.js 20, no database and no network:
node pedigree-verify.mjs FILE.zip --trust pinned.json
VERIFY.txt says how to do it with openssl, sha256sum and python3 alone.
`;

/** The checks of `pedigree verify`, by tools that everybody has. */
export const VERIFY = `How to check this folder with standard tools: sh, sed, base64, openssl 3, sha256sum, python3 and nothing else.
With Node.js 20 it is one command: README.txt says which.

Keys first. Take the two keys from the operator of the log by another way than this folder. Each reads NAME+ID+BASE64.

  LOG_KEY='...'      EVENT_KEY='...'

1. No file is missing, changed or added.

  python3 -c 'import json; [print(d[7:] + "  " + n) for n, d in json.load(open("contents.json"))["files"].items()]' | sha256sum --check --quiet

2. A signature. The signed text of a note ends before its empty line; a signature line holds 4 bytes of key id and 64 bytes.

  der()   { printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; printf %s "$1" | cut -d+ -f3- | base64 -d | tail -c 32; }
  check() { name="\${2%%+*}"; der "$2" > key.der; sed '/^$/,$d' "$1" > text
            sed -n "s|^— $name ||p" "$1" | base64 -d | tail -c 64 > signature
            openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature; }

  check contents.note "$EVENT_KEY"
  test "$(sed 's/.*://' text)" = "$(sha256sum contents.json | cut -c1-64)" && echo 'contents.json is the list that was signed'
  check checkpoint "$LOG_KEY"
  for note in events/*.note; do check "$note" "$EVENT_KEY"; done

3. An event is in the log of the checkpoint (RFC 9162, section 2.1.3.2). Save as included.py:

  import base64, hashlib, sys
  note, proof, checkpoint = (open(name, "rb").read() for name in sys.argv[1:])
  h = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
  head, _, stated = proof.partition(b"\\n\\n")
  lines = head.split(b"\\n")
  index, path = int(lines[1].split()[1]), [base64.b64decode(line) for line in lines[2:]]
  size, root = int(checkpoint.split(b"\\n")[1]), base64.b64decode(checkpoint.split(b"\\n")[2])
  fn, sn, node = index, size - 1, h(b"\\0", note)
  for other in path:
      if fn & 1 or fn == sn:
          node = h(b"\\1", other, node)
          while fn and not fn & 1:
              fn, sn = fn >> 1, sn >> 1
      else:
          node = h(b"\\1", node, other)
      fn, sn = fn >> 1, sn >> 1
  sys.exit(0 if stated == checkpoint and sn == 0 and node == root else "not in the log")

  for note in events/*.note; do python3 included.py "$note" "\${note%.note}.tlog-proof" checkpoint && echo "$note is in the log"; done
`;
