module example.com/halftone/walk

go 1.23

require example.com/halftone/client v0.0.0

replace example.com/halftone/client => ./client
