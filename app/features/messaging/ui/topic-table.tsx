import { useTexts } from '#app/kernel/i18n.ts'
import { CHANNELS, type Channel, channelsFor, TOPICS, type Topic } from '../contract.ts'
import classes from './settings-page.module.css'

/** One line for each event, one column for each way; on a phone each event has its ways below it. */
export function TopicTable({ channels }: { channels: Record<Topic, Channel> }) {
  const t = useTexts('messaging')
  return (
    <table className={classes.topics}>
      <caption className="visually-hidden">{t('settings.table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('settings.event')}</th>
          {CHANNELS.map((channel) => (
            <th key={channel} scope="col" title={t(`settings.channelsLong.${channel}`)}>
              {t(`settings.channels.${channel}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {TOPICS.map((topic) => (
          <tr key={topic}>
            <th scope="row">{t(`settings.topics.${topic}`)}</th>
            {CHANNELS.map((channel) => (
              <td key={channel}>
                {channelsFor(topic).includes(channel) && (
                  <label className={classes.choice}>
                    <input
                      type="radio"
                      name={topic}
                      value={channel}
                      defaultChecked={channels[topic] === channel}
                      aria-label={t('settings.choice', {
                        topic: t(`settings.topics.${topic}`),
                        channel: t(`settings.channels.${channel}`),
                      })}
                    />
                    <span className={classes.way}>{t(`settings.channels.${channel}`)}</span>
                  </label>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
