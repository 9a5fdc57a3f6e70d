// What ical.js, strict, reads from calendar files: the parser of Thunderbird.

import { load, tell } from './reading.mjs';

const ICAL = load('ical.js');
ICAL.design.strict = true;

function row(part) {
  const event = new ICAL.Event(part, { strictExceptions: true });
  const trigger = part.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger');
  return [
    event.startDate?.toString(),
    event.endDate?.toString(),
    event.summary,
    // An absolute trigger is a moment and has no seconds from the start.
    trigger?.icaltype === 'duration' ? trigger.toSeconds() : (trigger?.toString() ?? null),
    event.description,
  ];
}

tell((text) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map(row));
