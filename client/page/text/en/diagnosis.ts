import { protocolWords, type ProtocolWords } from '../../../../protocol/words.js';

/** The text for anyone who helps: a developer reads it, so it speaks the protocol's own words. */
export interface DiagnosisText {
  words: ProtocolWords;
  heading: string;
  rungs: string;
  candidates: string;
  checks: string;
  evidence: string;
  remarks: string;
  browser: string;
  version: string;
  inConsole: string;
  handshake: string;
  trace: string;
  time: string;
  you: string;
  sendsNothing: string;
}

export const diagnosis: DiagnosisText = {
  words: protocolWords.en,
  heading: 'diagnosis of a call',
  rungs: 'Steps:',
  candidates: 'Candidates, by type:',
  checks: 'Checks before the call:',
  evidence: 'known by',
  remarks: 'Besides',
  browser: 'Browser',
  version: 'Hopline',
  inConsole: 'In the console',
  handshake: 'Handshake',
  trace: 'Trace',
  time: 'Copied at',
  you: 'you',
  sendsNothing: 'you send nothing',
};
