#!/usr/bin/env node
/** Says so where Node is too old for what it would load, and loads it where it is not. Kept to what every Node with modules reads. */
const oldest = [22, 15];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) {
  await import('../dist/bundle/hopline.js');
} else {
  process.stderr.write(
    `hopline needs Node ${oldest.join('.')} or newer, and this is ${process.versions.node}: https://nodejs.org\n`,
  );
  process.exitCode = 1;
}
