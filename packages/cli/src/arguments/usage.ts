/** What --help shows; the README repeats it, and a test compares the two. */
export const USAGE = `Usage: halftone COMMAND [options]

Commands
  upload FILE     send a catalogue (CSV or XLSX)
    --webhook URL           post webhooks there
    --webhook-events E,...  what it is told: request.completed (default),
                            request.failed_images, request.progress
    --recipe RECIPE         what is done to the images: key=value,... or JSON
    --quality N             options of the recipe, which override --recipe:
                            1 to 100, or auto for what --look good means
    --look L                identical, good or small: the lowest quality of each
                            image at which it still looks so
    --max-bytes N           no output has more; the best quality that fits
    --may-scale             fewer pixels where quality alone does not get there
    --format F              same, jpeg, webp, avif or png
    --max-width N           fit inside, in pixels; never enlarged
    --max-height N
    --effort E              fast, balanced or small
    --target-ratio R        0.05 to 0.95: at most this share of the source's bytes
    --keep-metadata         keep EXIF, XMP and the colour profile
    --keep-metadata=none    drop even the note that says an image was made by AI
    --reuse R               auto (default): what has not changed is not compressed
                            again; never; trust: not even its server is asked
    --reuse-max-age N       with --reuse trust: if it was seen at most N seconds ago
    --for CHANNEL           what the channel takes, as far as compressing and
                            scaling down can make it, such as ebay
    --channel CHANNEL       a sales channel whose rules the images are to meet;
                            may stand several times
    --invalid-rows skip     process the good rows of a file that has bad ones
    --encoding NAME         the encoding of a CSV, such as windows-1251
    --sheet NAME            the sheet of a workbook; the first visible one otherwise
    --columns COLUMNS       which columns are meant: name=...,id=...,images=... (headings)
    --base-url URL          makes file names in the image columns complete
    --idempotency-key K     sending the same file again with this key starts nothing new
    --dry-run               check the file and start nothing
    --probe N               with --dry-run: look at N images (at most 50), and say what
                            is to be expected of their hosts, sizes and rows
    --watch                 watch the request until it has ended
    --strict                with --watch: exit code 1 when any image failed
  status ID       where a request and its webhook stand
  watch ID        follow a request until it has ended
    --strict                exit code 1 when any image failed
  images ID       what became of each image
    --failed                only those that failed: product, reason, what to do
    --reason CODE           only those that failed for this reason, such as not_found
    --limit N               at most this many (default 100)
  audit ID        whether its images meet the rules of sales channels
    --channel CHANNEL       such as ebay, may stand several times; the channels
                            that were named at the upload, or all
    --as-of DAY             by the rules of that day, such as 2027-01-31
    --category CATEGORY     by the rules for apparel or vehicles
    --csv                   save all of it as ID-audit.csv, with --out DIR elsewhere
    --strict                exit code 1 when anything fails
    --limit N               show at most this many products (default 20)
  download ID     save the output CSV as ID.csv
    --failed                the rows with failures instead, as ID-failed.csv
    --zip                   the compressed images instead, as ID.zip
    --out DIR               the folder to save in (default: this one)
  retry ID        start a new request with only what failed
    --watch, --strict       as with upload
  cancel ID       stop a request; what has ended stays
  delete ID       delete a request with its images, rows and events
  deliveries [ID] the webhooks that were sent, of one request or of all
    --outcome O             delivered, retrying, exhausted or rejected
    --since TIME            of all requests: tried since then
    --limit N               at most this many (default 20)
  redeliver ID    send a webhook again; the ID is that of the delivery
  list            the requests, newest first
    --status S              pending, processing, completed or cancelled
    --outcome O             succeeded, partial or failed
    --limit N               at most this many (default 20)

With every command
  --url URL       the address of the API (HALFTONE_URL, default http://127.0.0.1:3000)
  --key KEY       the API key; HALFTONE_KEY keeps it out of the list of processes
  --json          one JSON document, or one per line, instead of sentences
  --help          show this
  --version       show the version

Exit codes
  0    it worked; what was watched is complete (a warning says if images failed)
  1    the watched request failed or was cancelled; with --strict, or images failed
       or do not meet the rules of a channel
  2    the command line is wrong, or a local file cannot be read or written
  3    the server refused it (4xx); the reason and the bad rows are shown
  4    the server cannot be reached, or failed (5xx)
  5    not found
  130  interrupted
`;
