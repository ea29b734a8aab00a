#!/usr/bin/env node
// The same installation under its other name; the program looks at the name it was called by.
import './mosaic.mjs';
