import fc from 'fast-check';

// The same cases for every change, and no time spent on a smaller example once one has shown it.
fc.configureGlobal({ seed: 1, endOnFailure: true });
