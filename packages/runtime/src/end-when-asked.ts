import { endWhenAsked } from './termination.ts';

// The first import of every service: from here on a signal ends it, while the rest of it is still being loaded.
endWhenAsked();
