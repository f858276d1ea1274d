/** The page of what an entry is about; undefined where there is none. */
export function pageOf(subjectType: string, subjectId: string): string | undefined {
  const id = encodeURIComponent(subjectId);
  switch (subjectType) {
    case 'bill':
      return `/bills/${id}`;
    case 'contract':
      return `/contracts/${id}`;
    case 'payment':
      return `/payments/${id}`;
    case 'run':
      return `/runs/${id}`;
    case 'schedule':
      return `/schedules/${id}`;
    case 'shop':
      return `/shops/${id}`;
    case 'task':
      return `/tasks/${id}`;
    case 'user':
      return `/users/${id}`;
    case 'api-key':
      return '/keys';
    case 'calendar':
      return '/schedules';
    case 'queue':
    case 'worker':
      return '/workers';
    case 'backup':
      return '/backups';
    case 'import':
      return '/imports';
    case 'notification':
    case 'notification-hold':
    case 'recipient':
      return '/notices';
    case 'notification-template':
      return '/templates';
    default:
      return undefined;
  }
}
