// What Nextcloud's importer reads from calendar files.

import { load, tell } from './reading.mjs';

const { getParserManager } = load('@nextcloud/calendar-js');

function row(item) {
  item.toICS();
  const [event] = item.getEventIterator();
  const [alarm] = event.getAlarmIterator();
  const trigger = alarm?.trigger;
  return [
    event.startDate?.toICALJs().toString(),
    event.endDate?.toICALJs().toString(),
    event.title,
    trigger?.isRelative() ? trigger.value.totalSeconds : (trigger?.value.toString() ?? null),
    event.description,
  ];
}

tell((text) => {
  const options = { extractGlobalProperties: true, includeTimezones: true };
  const parser = getParserManager().getParserForFileType('text/calendar', options);
  parser.parse(text);
  return [...parser.getItemIterator()].map(row);
});
