import { CERTAINTIES, EFFECTS, SUBJECTS } from '@halftone/channels';
import { type Static, Type } from 'typebox';
import { ImageState } from '../progress/image-schema.ts';

const Day = (description: string) => Type.String({ format: 'date', description });
const Count = (description: string) => Type.Integer({ minimum: 0, description });
const Position = Type.Integer({ minimum: 1, description: 'The place of the image in its product.' });

/** Whether the images of the catalogue are meant, or what was made of them. */
export const AuditSubject = Type.Enum([...SUBJECTS], {
  title: 'AuditSubject',
  description: 'Whether the images of the catalogue are meant, or what was made of them.',
});

/** What the findings come to. */
export const Verdict = Type.Enum(['fails', 'warned', 'unknown', 'passes'], {
  title: 'AuditVerdict',
  description:
    'fails: the channel refuses it, by its own words. warned: it flags or spoils it, or somebody else says that it refuses it. unknown: a fact that a rule needs is not known. passes: nothing that can be measured speaks against it.',
});

const ChannelVerdict = Type.Object(
  {
    channel: Type.String({ description: 'The channel.' }),
    sources: Type.Optional(Verdict),
    outputs: Type.Optional(Verdict),
  },
  { title: 'ChannelVerdict', description: 'What a channel says of the sources, and of the outputs.' },
);

const CheckKind = Type.String({
  description: 'What the rule looks at, such as minSize; the same in all channels.',
});

/** Of a rule, as it stands in findings, in sums and in the list of channels. */
export const ruleFields = {
  rule: Type.String({ description: 'The rule, by its name in the channel.' }),
  check: CheckKind,
  effect: Type.Enum([...EFFECTS], {
    title: 'RuleEffect',
    description:
      'What the channel does with an image that breaks the rule: it refuses it, warns, alters it, only advises against it, or the source does not say.',
  }),
  certainty: Type.Enum([...CERTAINTIES], {
    title: 'RuleCertainty',
    description:
      'Who says so: the channel on a page, in a schema or in an answer to developers, or somebody else.',
  }),
  source: Type.String({ description: 'Where the rule was read.' }),
  from: Type.Optional(Day('The first day on which it holds, where one is stated.')),
  until: Type.Optional(Day('The first day on which it no longer holds.')),
};

const Severity = Type.Enum(['error', 'warning', 'info'], {
  title: 'FindingSeverity',
  description:
    'error: the channel refuses this, by its own words. warning: it flags or spoils it, or a second-hand source says that it refuses it. info: a recommendation, or a value whose consequence no source states.',
});

const Finding = Type.Object(
  {
    channel: Type.String({ description: 'The channel.' }),
    ...ruleFields,
    subject: AuditSubject,
    position: Type.Optional(
      Type.Integer({ minimum: 1, description: 'The image; left out where the product as a whole is meant.' }),
    ),
    severity: Severity,
    found: Type.Optional(Type.String({ description: 'What it has, such as 300 × 300 pixels.' })),
    asked: Type.String({ description: 'What the channel asks for, such as at least 500 × 500 pixels.' }),
    message: Type.String({ description: 'All that in sentences.' }),
    hint: Type.String({ description: 'What to do about it.' }),
  },
  {
    title: 'AuditFinding',
    description: 'What a rule of a channel says of a product or of one of its images.',
  },
);

const Unknown = Type.Object(
  {
    channel: Type.String({ description: 'The channel.' }),
    rule: ruleFields.rule,
    check: CheckKind,
    subject: AuditSubject,
    asked: Type.String({ description: 'What the channel asks for.' }),
    positions: Type.Array(Position, {
      description:
        'The images of which it is not known whether they meet it; none where the product is meant.',
    }),
  },
  {
    title: 'AuditUnknown',
    description: 'A rule that could not be applied, as a fact about the images is not known.',
  },
);

const Image = Type.Object(
  {
    position: Position,
    id: Type.String({ description: 'The id of the image within its request.' }),
    url: Type.String({ description: 'The URL as the catalogue has it.' }),
    outputUrl: Type.Union([Type.String(), Type.Null()], { description: 'Where the output can be fetched.' }),
    status: ImageState,
    verdicts: Type.Array(ChannelVerdict, { description: 'One for each channel.' }),
  },
  { title: 'AuditedImage', description: 'An image of a product, and what the channels say of it.' },
);

/** A product, and what the channels say of it. */
export const AuditedProduct = Type.Object(
  {
    row: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
      description: 'The position among the products of the file; null for one without any image.',
    }),
    line: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
      description: 'The line of the file on which a product without any image begins; null for all others.',
    }),
    serial: Type.String({ description: 'The serial number, id or SKU.' }),
    name: Type.String({ description: 'The name of the product.' }),
    verdicts: Type.Array(ChannelVerdict, {
      description: 'One for each channel: over the product and all of its images.',
    }),
    images: Type.Array(Image, { description: 'Its images, in the order of the row.' }),
    findings: Type.Array(Finding, { description: 'What was found, the errors first.' }),
    unknown: Type.Array(Unknown, { description: 'What could not be told.' }),
  },
  { title: 'AuditedProduct', description: 'A product, and what the channels say of it and its images.' },
);
export type AuditedProduct = Static<typeof AuditedProduct>;

const NotChecked = Type.Object(
  {
    rule: ruleFields.rule,
    effect: ruleFields.effect,
    asked: Type.String({ description: 'What the channel asks for.' }),
  },
  { title: 'NotChecked', description: 'A rule that only eyes can check.' },
);

/** A channel that was asked about, with what nobody checked. */
export const AuditedChannel = Type.Object(
  {
    channel: Type.String({ description: 'The channel.' }),
    name: Type.String({ description: 'As it is written in sentences.' }),
    notChecked: Type.Array(NotChecked, {
      description: 'Its rules that only eyes can check: no verdict says anything about them.',
    }),
  },
  { title: 'AuditedChannel', description: 'A channel, and which of its rules were not checked.' },
);

/** What every answer of an audit begins with. */
export const auditHead = {
  requestId: Type.String({ description: 'The request.' }),
  asOf: Day('The day whose rules were applied.'),
};

/** Products that are in no audit, since they were left out when the file was read. */
export const LeftOut = Type.Object(
  {
    products: Type.Integer({ minimum: 1, description: 'How many, in the whole file.' }),
    message: Type.String({ description: 'The same in sentences.' }),
    hint: Type.String({ description: 'What to do about it.' }),
  },
  {
    title: 'AuditLeftOut',
    description: "Products of a shop's export or a feed that have no image: no verdict is about them.",
  },
);
export type LeftOut = Static<typeof LeftOut>;

const Tally = Type.Object(
  {
    fails: Count('How many fail.'),
    warned: Count('How many are warned about.'),
    unknown: Count('Of how many it is not known.'),
    passes: Count('How many pass.'),
  },
  { title: 'AuditTally', description: 'How many came to which verdict.' },
);

const BrokenRule = Type.Object(
  {
    ...ruleFields,
    subject: AuditSubject,
    severity: Severity,
    asked: Type.String({ description: 'What the channel asks for.' }),
    hint: Type.String({ description: 'What to do about it, of the first one.' }),
    findings: Type.Integer({ minimum: 1, description: 'How often it is broken.' }),
    products: Type.Integer({ minimum: 1, description: 'In how many products.' }),
    example: Type.String({ description: 'The first one, in sentences.' }),
  },
  { title: 'BrokenRule', description: 'A rule that is broken, and how often.' },
);

const UnknownRule = Type.Object(
  {
    rule: ruleFields.rule,
    check: CheckKind,
    subject: AuditSubject,
    asked: Type.String({ description: 'What the channel asks for.' }),
    findings: Type.Integer({ minimum: 1, description: 'How often it could not be told.' }),
  },
  { title: 'UnknownRule', description: 'A rule that could not be applied, as a fact is not known.' },
);

const SubjectSum = Type.Object(
  {
    products: Tally,
    images: Tally,
    local: Count(
      'How many images stand at an address of this machine or network, where no channel can load them. They are judged as if they stood at a public https address.',
    ),
  },
  { title: 'AuditSubjectSum', description: 'The verdicts over products, and over images.' },
);

/** All that a channel says of a request, in numbers. */
export const ChannelSum = Type.Object(
  {
    ...AuditedChannel.properties,
    sources: Type.Optional(SubjectSum),
    outputs: Type.Optional(SubjectSum),
    rules: Type.Array(BrokenRule, {
      description: 'The rules that are broken, the errors first, then by number.',
    }),
    unknown: Type.Array(UnknownRule, { description: 'The rules that could not be applied everywhere.' }),
  },
  { title: 'ChannelSum', description: 'All that a channel says of a request, in numbers.' },
);
export type ChannelSum = Static<typeof ChannelSum>;
