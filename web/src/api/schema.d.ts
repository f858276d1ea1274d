// Made by `npm run web:types` from /docs-json: change the API instead.
export interface paths {
    "/api/v1/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The program's version, and the mall's time zone, date and clock */
        get: operations["AboutController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ageing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What tenants owe now, by how long it has been due, and who owes most */
        get: operations["AgeingController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your API keys, the newest first; with all=true those of everybody (keys.manage) */
        get: operations["ApiKeysController_list"];
        put?: never;
        /** Make an API key of your own; the answer tells it this once */
        post: operations["ApiKeysController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an API key back: your own or, with keys.manage, anybody’s */
        post: operations["ApiKeysController_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first */
        get: operations["AuditController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All entries of the audit log that the filters let through, as a CSV or XLSX file */
        get: operations["AuditController_getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: operations["AuthController_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out: the session is over, and the cookies are gone */
        post: operations["AuthController_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and what that permits */
        get: operations["AuthController_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose another password; ends all other sessions */
        post: operations["AuthController_changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange the cookies of a session for the next ones, before or after the token in them has run out */
        post: operations["AuthController_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where you have signed in, the newest first */
        get: operations["AuthController_listSessions"];
        put?: never;
        post?: never;
        /** End all your sessions but this one */
        delete: operations["AuthController_endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of your sessions */
        delete: operations["AuthController_endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backups, newest first */
        get: operations["BackupsController_list"];
        put?: never;
        /** Back the database up now, and prove the backup */
        post: operations["BackupsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One backup */
        get: operations["BackupsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The dump as it is stored (so encrypted, if it is); ranges are answered */
        get: operations["BackupsController_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/{id}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The manifest as it is stored: two lines of JSON, the second one its seal */
        get: operations["BackupsController_manifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a backup in the place of the database; everything stands still meanwhile */
        post: operations["BackupsController_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore a backup into a scratch database, and compare it with its manifest */
        post: operations["BackupsController_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/prune": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove the verified backups that the settings do not keep */
        post: operations["BackupsController_prune"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which verified backups are kept and why, and which the next prune removes */
        get: operations["BackupsController_retention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Bills, by number or due date */
        get: operations["BillsController_list"];
        put?: never;
        /** Charge something once, beside the contract's own charges; the same reference again gives the same bill */
        post: operations["BillsController_charge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bills.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All bills that the filters let through, as a CSV or XLSX file */
        get: operations["FinanceFilesController_getBills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bills/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One bill */
        get: operations["BillsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bills/{id}.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One bill as PDF, to be sent or printed */
        get: operations["BillsController_pdf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bills/{id}/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What settled a bill: payments and credit notes */
        get: operations["BillsController_allocationsOf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bills/{id}/credit-notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back a part of a bill; what is paid of it already becomes the tenant's credit */
        post: operations["BillsController_credit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bills/{id}/reissue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make another bill instead of a void one, numbered -2 */
        post: operations["BillsController_reissue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bills/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a bill void of which nothing is paid; it is not made again */
        post: operations["BillsController_void"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calendars, by name */
        get: operations["CalendarsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One calendar */
        get: operations["CalendarsController_get"];
        /** Make a calendar, or replace all of it; schedules keep to the new days at once */
        put: operations["CalendarsController_put"];
        post?: never;
        /** Delete a calendar that no schedule keeps to */
        delete: operations["CalendarsController_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars/{name}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The days that belong to a calendar, from one day to another */
        get: operations["CalendarsController_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contracts, by number, first or last day */
        get: operations["ContractsController_list"];
        put?: never;
        /** Draft a contract */
        post: operations["ContractsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All contracts that the filters let through, as a CSV or XLSX file */
        get: operations["StoreFilesController_getContracts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One contract */
        get: operations["ContractsController_get"];
        put?: never;
        post?: never;
        /** Delete a DRAFT that was never submitted */
        delete: operations["ContractsController_delete"];
        options?: never;
        head?: never;
        /** Change a contract; once it is no DRAFT, its term, rates and cycle stay */
        patch: operations["ContractsController_update"];
        trace?: never;
    };
    "/api/v1/contracts/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** PENDING_REVIEW -> ACTIVE */
        post: operations["ContractsController_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts/{id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The documents of a contract, in the order in which they came */
        get: operations["ContractDocumentsController_list"];
        put?: never;
        /** Attach a file, of at most 20 MB; the same bytes again are the same document */
        post: operations["ContractDocumentsController_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts/{id}/documents/{documentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a document */
        get: operations["ContractDocumentsController_download"];
        put?: never;
        post?: never;
        /** Remove a document; the audit log keeps its name, size and SHA-256 */
        delete: operations["ContractDocumentsController_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what to a contract, when and with which comment, oldest first */
        get: operations["ContractsController_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** PENDING_REVIEW -> DRAFT */
        post: operations["ContractsController_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draft the successor of a contract, for the same shop and tenant */
        post: operations["ContractsController_renew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts/{id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** DRAFT -> PENDING_REVIEW */
        post: operations["ContractsController_submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contracts/{id}/terminate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an ACTIVE contract early; it is TERMINATED from the day after its new end */
        post: operations["ContractsController_terminate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credit-notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Credit notes, the latest first */
        get: operations["CreditNotesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credit-notes.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All credit notes that the filters let through, as a CSV or XLSX file */
        get: operations["FinanceFilesController_getCreditNotes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credit-notes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One credit note */
        get: operations["CreditNotesController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: what happens to runs, each at least once */
        get: operations["EventsController_tell"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import a CSV or XLSX file: as the form field `file`, or as the body itself */
        post: operations["ImportsController_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{kind}/template.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file to begin with: the headings of an import, and a row as an example */
        get: operations["ImportsController_template"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** E-mail, SMS and every group robot: whether it works, and what went out today */
        get: operations["ChannelsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether messages are held, and how many wait */
        get: operations["NotificationHoldController_current"];
        put?: never;
        /** Let no message leave, over any channel, until they are released */
        post: operations["NotificationHoldController_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-hold/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let messages go out again, or cancel all that wait */
        post: operations["NotificationHoldController_release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-preferences/{recipient}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a recipient wants; of one who never said anything, the defaults */
        get: operations["PreferencesController_get"];
        /** Settle what a recipient wants */
        put: operations["PreferencesController_set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All templates with their variables, by kind, channel and language */
        get: operations["TemplatesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-templates/{kind}/{channel}/{language}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One template */
        get: operations["TemplatesController_get"];
        /** Change what notices of a kind say over a channel in a language */
        put: operations["TemplatesController_set"];
        post?: never;
        /** Go back to the texts that come with the program */
        delete: operations["TemplatesController_reset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-templates/{kind}/{channel}/{language}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What texts would say, without saving them */
        post: operations["TemplatesController_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Notices, newest first */
        get: operations["NotificationsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All notices that the filters let through, as a CSV or XLSX file */
        get: operations["NotificationsController_getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop the message of a notice that has not gone out, with all that it tells of */
        post: operations["NotificationsController_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a notice in the inbox as read */
        post: operations["NotificationsController_markRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the message of a notice once more that was given up */
        post: operations["NotificationsController_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What runs, waits, failed and comes, how long it took, and what needs a person */
        get: operations["OverviewController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments, the last recorded first */
        get: operations["PaymentsController_list"];
        put?: never;
        /** Record a payment of a bill; the same reference again gives the same payment */
        post: operations["PaymentsController_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All payments that the filters let through, as a CSV or XLSX file */
        get: operations["FinanceFilesController_getPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One payment */
        get: operations["PaymentsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a payment went: to bills and refunds */
        get: operations["PaymentsController_allocationsOf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The receipt of a payment, as PDF */
        get: operations["PaymentsController_receipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record that money was paid back, from what is credit first; what it takes from bills is open again */
        post: operations["PaymentsController_refund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was paid back of a payment */
        get: operations["PaymentsController_refunds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{id}/reverse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undo a payment that did not arrive: the bills that it settled are open again */
        post: operations["PaymentsController_reverse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Queues by name, with what waits and runs */
        get: operations["QueuesController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** From here on no run of the queue starts; those that run go on */
        post: operations["QueuesController_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{name}/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revoke every run of the queue that waits: for a worker, its time or its next try */
        post: operations["QueuesController_purge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The queue's runs start again */
        post: operations["QueuesController_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/depth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much waited in each queue and was executed, over time */
        get: operations["StatisticsController_getDepths"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Daily reports, or those of another edition, newest first */
        get: operations["ReportsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All reports, with their main figures, that the filters let through, as a CSV or XLSX file */
        get: operations["ReportFilesController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a day: as JSON, as a page to read and to print, as PDF or XLSX */
        get: operations["ReportsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{date}.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a day, as PDF or XLSX */
        get: operations["ReportsController_getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/monthly/{month}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a month: as JSON, as a page to read and to print, as PDF or XLSX */
        get: operations["ReportsController_getMonthly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/monthly/{month}.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a month, as PDF or XLSX */
        get: operations["ReportsController_getMonthlyFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/range": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report on any days, made now and not kept: as JSON, as a page to read and to print, as PDF or XLSX */
        get: operations["ReportsController_getRange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/range.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report on any days, made now and not kept, as PDF or XLSX */
        get: operations["ReportsController_getRangeFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/weekly/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of the week, Monday to Sunday, that a day is in: as JSON, as a page to read and to print, as PDF or XLSX */
        get: operations["ReportsController_getWeekly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/weekly/{date}.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of the week, Monday to Sunday, that a day is in, as PDF or XLSX */
        get: operations["ReportsController_getWeeklyFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restorations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Restorations, newest first */
        get: operations["RestorationsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/restorations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One restoration, and how far it is */
        get: operations["RestorationsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first */
        get: operations["RunsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All runs that the filters let through, as a CSV or XLSX file */
        get: operations["RunsController_getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run */
        get: operations["RunsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a run has logged, oldest line first; of each run the newest lines are kept */
        get: operations["RunsController_listLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a run that failed or was revoked start again; what it has committed is not repeated */
        post: operations["RunsController_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a run from starting; with terminate also end one that is being executed, which takes a moment */
        post: operations["RunsController_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The life of a run: when it could start, and each attempt, the oldest first */
        get: operations["RunsController_getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have several runs that failed or were revoked start again; one to which it cannot be done does not hinder the others */
        post: operations["RunsController_retryAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep several runs from starting; one to which it cannot be done does not hinder the others */
        post: operations["RunsController_revokeAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schedules, by name */
        get: operations["SchedulesController_list"];
        put?: never;
        /** Add a schedule */
        post: operations["SchedulesController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One schedule */
        get: operations["SchedulesController_get"];
        put?: never;
        post?: never;
        /** Delete a schedule that a person made; its slots stay */
        delete: operations["SchedulesController_delete"];
        options?: never;
        head?: never;
        /** Change a schedule; what the code declares is yours from then on, until reset */
        patch: operations["SchedulesController_update"];
        trace?: never;
    };
    "/api/v1/schedules/{name}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run the slots of a range of the past that have no run */
        post: operations["SchedulesController_backfill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what to a schedule, the latest first */
        get: operations["SchedulesController_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When a schedule fires next; never while it is disabled */
        get: operations["SchedulesController_next"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a default back to the code */
        post: operations["SchedulesController_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a schedule's task now, beside its slots */
        post: operations["SchedulesController_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}/slots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every slot that was owed: its run, or why there is none; the latest first */
        get: operations["SchedulesController_slots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next slots of all enabled schedules, in the order of their times */
        get: operations["SchedulesController_coming"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** When a timing would fire, and what it is in words */
        post: operations["SchedulesController_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/week": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came on some days, what became of it, and what is to come */
        get: operations["SchedulesController_week"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search everything: at most `limit` of each type, best first */
        get: operations["SearchController_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All settings, with their values (secrets masked) and where each came from */
        get: operations["SettingsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shops, by code or name, and who is in them today */
        get: operations["ShopsController_list"];
        put?: never;
        /** Add a shop */
        post: operations["ShopsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shops.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All shops that the filters let through, as a CSV or XLSX file */
        get: operations["StoreFilesController_getShops"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shops/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One shop */
        get: operations["ShopsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a shop, or close it */
        patch: operations["ShopsController_update"];
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registered tasks with their input schema, and their limits as they hold now */
        get: operations["TasksController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{name}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change limits of a task; they hold for all workers until they are changed again */
        put: operations["TasksController_changeLimits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a task now or later; with ?wait= until it has ended */
        post: operations["TasksController_submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{name}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the runs of a task went over time; of a task that is no more, too */
        get: operations["StatisticsController_getTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every task with runs that ended in the range, by name: how they went */
        get: operations["StatisticsController_listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tenants by name, with what they owe */
        get: operations["TenantsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants.{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tenants that the filters let through, as a CSV or XLSX file */
        get: operations["FinanceFilesController_getTenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tenant, with what it owes */
        get: operations["TenantsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tenant's account over a period */
        get: operations["TenantsController_statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/statement.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tenant's account over a period, as PDF */
        get: operations["TenantsController_statementPdf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{id}/statement.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tenant's account over a period, as a workbook whose balances are formulas */
        get: operations["TenantsController_statementWorkbook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users by name */
        get: operations["UsersController_list"];
        put?: never;
        /** Add a user, with a password that has to be changed at the first sign-in */
        post: operations["UsersController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One user */
        get: operations["UsersController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a user; another role, and disabling, end all sessions */
        patch: operations["UsersController_change"];
        trace?: never;
    };
    "/api/v1/users/{username}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a user another password, which has to be changed at the next sign-in; ends all sessions */
        post: operations["UsersController_resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{username}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a user has signed in, the newest first */
        get: operations["UsersController_listSessions"];
        put?: never;
        post?: never;
        /** End all sessions of a user */
        delete: operations["UsersController_endSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{username}/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a session of a user */
        delete: operations["UsersController_endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workers by name, those that were lost within the last day too */
        get: operations["WorkersController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{id}/pool": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a worker execute so many runs at once */
        post: operations["WorkersController_resize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{id}/pool/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a worker replace its processes, each when another is ready and what runs in it has ended */
        post: operations["WorkersController_restartPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{id}/shutdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a worker finish what runs, and go */
        post: operations["WorkersController_shutDown"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["HealthController_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it can serve: database, schema, broker; and whether schedules and runs are seen to */
        get: operations["HealthController_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How everything stands, in Prometheus' text format */
        get: operations["MetricsController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        About: {
            /**
             * Format: date-time
             * @description The server's clock
             */
            now: string;
            /**
             * @description The mall's time zone
             * @example Asia/Shanghai
             */
            timezone: string;
            /**
             * Format: date
             * @description The mall's today
             * @example 2026-03-10
             */
            today: string;
            /**
             * @description The program's version
             * @example 0.1.0
             */
            version: string;
        };
        AgeingBucketFigures: {
            /** @example 12500.00 */
            amount: string;
            /**
             * @description How many
             * @example 4
             */
            bills: number;
            /** @example 1-30 */
            days: string;
        };
        AgeingFigures: {
            /**
             * @description How many
             * @example 12
             */
            bills: number;
            buckets: components["schemas"]["AgeingBucketFigures"][];
            /** @example 12500.00 */
            total: string;
        };
        AgeingReport: {
            /**
             * Format: date
             * @description The mall's today
             * @example 2026-01-05
             */
            asOf: string;
            /** @description Not overdue, 1 to 30 days, 31 to 60, 61 to 90, more */
            buckets: components["schemas"]["AgeingSpan"][];
            /** @description What of it was due before today */
            overdue: components["schemas"]["AgeingTotal"];
            /** @description The 20 tenants with most overdue, in that order */
            tenants: components["schemas"]["AgeingTenant"][];
            /** @description All that is owed, due or not */
            total: components["schemas"]["AgeingTotal"];
        };
        AgeingSpan: {
            /**
             * @description What is outstanding of them
             * @example 12500.00
             */
            amount: string;
            /** @example 3 */
            bills: number;
            /**
             * @description Days since they were due, at least; null: they are not overdue
             * @example 1
             */
            from: number | null;
            /**
             * @description At most; null: any number
             * @example 30
             */
            to: number | null;
        };
        AgeingTenant: {
            /**
             * @description Bills that are overdue
             * @example 3
             */
            bills: number;
            /** @description The same spans as those of all tenants */
            buckets: components["schemas"]["AgeingSpan"][];
            /** @example 7 */
            id: string;
            /** @example 星河餐饮有限公司 */
            name: string;
            /**
             * @description Days since the oldest of them was due
             * @example 45
             */
            oldestDays: number;
            /**
             * @description What is outstanding of bills that are overdue
             * @example 12500.00
             */
            overdue: string;
        };
        AgeingTotal: {
            /** @example 86400.00 */
            amount: string;
            /** @example 12 */
            bills: number;
            /**
             * @description Tenants that owe it
             * @example 5
             */
            tenants: number;
        };
        Allocation: {
            /**
             * @description Below zero: what was taken away again
             * @example 1234.50
             */
            amount: string;
            /**
             * Format: date-time
             * @description From when on it counts
             * @example 2026-01-05T06:30:00.000Z
             */
            at: string;
            /** @example 17 */
            id: string;
            /**
             * @example PAYMENT
             * @enum {string}
             */
            source: "PAYMENT" | "CREDIT_NOTE";
            /**
             * @description Id of the payment or credit note
             * @example 12
             */
            sourceId: string;
            /**
             * @description Reference of the payment, or number of the credit note
             * @example ICBC-20260105-0001
             */
            sourceNumber: string;
            /**
             * @example BILL
             * @enum {string}
             */
            target: "BILL" | "REFUND";
            /**
             * @description Id of the bill or refund
             * @example 41
             */
            targetId: string;
            /**
             * @description Number of the bill, or reference of the refund
             * @example B202601-HT2026-00002-R
             */
            targetNumber: string | null;
        };
        ApiKey: {
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastUsedAt: string | null;
            /** @example accounting export */
            name: string;
            /**
             * @description Whose it is: it permits nothing that this user may not do
             * @example admin
             */
            owner: string;
            /**
             * @description How the key begins
             * @example mk_3fA9xQ
             */
            prefix: string;
            /** Format: date-time */
            revokedAt: string | null;
            scopes: components["schemas"]["Permission"][];
        };
        Attention: {
            /**
             * @description Only of bills: what is outstanding of all of them
             * @example 12345.67
             */
            amount: string | null;
            /** @description How many there are; never 0 */
            count: number;
            /** @description Up to five of them */
            examples: components["schemas"]["AttentionExample"][];
            /**
             * @description no-worker: queues with runs that could start, and no worker that is alive takes from them; no-scheduler: none is alive, schedules do not fire; failed-runs: runs that failed for good in the range and that nobody has had start again; late-schedules: schedules that owe a slot for more than 60 s; unverified-backup: backups that are damaged, or the newest one if it is not verified (one that was just made has an hour), or none was verified in 8 days; lost-workers: workers of the last day that stopped giving signs of life without signing off; paused-schedules: schedules that the program disabled, after failures in a row; paused-queues: queues that a person has stopped; failed-notices: notices whose message was given up, and that nobody has sent again or cancelled; bills-in-trouble: bills with something outstanding that fell due more than 30 days before today in the mall; only with mall.read
             * @enum {string}
             */
            kind: "no-worker" | "no-scheduler" | "failed-runs" | "late-schedules" | "unverified-backup" | "lost-workers" | "paused-schedules" | "paused-queues" | "failed-notices" | "bills-in-trouble";
            /**
             * Format: date-time
             * @description Since when: of the first of them, or, of backups, when the newest that is verified was made
             */
            since: string | null;
        };
        AttentionExample: {
            /** @description Of a run, backup, notice or bill its id; of a worker, scheduler, queue or schedule its name */
            id: string;
            /**
             * @description What people call it: the task, the name, the file, the title, the number
             * @example finance.reconcile
             */
            name: string;
            /** @description What is wrong with it, where that is known */
            text: string | null;
        };
        AuditEntry: {
            /** @example contract.approve */
            action: string;
            /**
             * @description A username, or what acted in nobody’s name
             * @example admin
             */
            actor: string;
            /** Format: date-time */
            at: string;
            details: {
                [key: string]: unknown;
            };
            /** @example 12 */
            id: string;
            /** @example 12 */
            subjectId: string;
            /** @example contract */
            subjectType: string;
        };
        Backfill: {
            dryRun: boolean;
            /** @description Slots that run, or would */
            runs: number;
            slots: components["schemas"]["BackfilledSlot"][];
        };
        BackfilledSlot: {
            /**
             * @description HAS_RUN: it had a run already, which is left alone
             * @enum {string}
             */
            outcome: "RUN" | "HAS_RUN";
            /**
             * Format: uuid
             * @description null in a dry run
             */
            runId: string | null;
            /**
             * Format: date-time
             * @example 2026-01-09T20:00:00+08:00
             */
            slot: string;
        };
        BackfillSchedule: {
            /**
             * @description Only tell what would run
             * @default false
             */
            dryRun: boolean;
            /**
             * @description The first moment, ISO 8601; without an offset in the time zone of the schedule
             * @example 2026-01-01T00:00:00+08:00
             */
            from: string;
            /**
             * @description With more slots to run than these, nothing is done
             * @default 100
             */
            limit: number;
            /**
             * @description The last moment, not after now; of a day alone its end
             * @example 2026-01-07T23:59:59+08:00
             */
            to: string;
        };
        Backup: {
            /**
             * @description Of pg_dump
             * @example 15.18
             */
            dumpVersion: string | null;
            /** @description Whether only BACKUP_KEY opens it */
            encrypted: boolean;
            /** @description Why it FAILED, or what is DAMAGED */
            error: string | null;
            /**
             * @description Its dump in the repository; the manifest stands beside it
             * @example mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11.dump
             */
            fileName: string;
            /** Format: date-time */
            finishedAt: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            prunedAt: string | null;
            /**
             * Format: uuid
             * @description The run that made it
             */
            runId: string;
            /** @description The last migration of the schema that it holds */
            schemaVersion: string | null;
            /** @example 15.18 */
            serverVersion: string | null;
            /** @description Of the file, in hexadecimal */
            sha256: string | null;
            /** @example 1840231 */
            sizeBytes: number | null;
            /** Format: date-time */
            startedAt: string;
            /** @enum {string} */
            status: "RUNNING" | "COMPLETE" | "VERIFIED" | "DAMAGED" | "FAILED" | "PRUNED";
            /**
             * Format: date-time
             * @description When it was last restored and compared
             */
            verifiedAt: string | null;
        };
        BackupRetention: {
            kept: components["schemas"]["PlannedBackupView"][];
            /** @description The next prune removes them */
            pruned: components["schemas"]["PlannedBackupView"][];
        };
        Bill: {
            /** @example 1234.50 */
            amount: string;
            /** @enum {string} */
            charge: "RENT" | "MANAGEMENT" | "OTHER" | "LATE_FEE";
            /** @example HT2026-00002 */
            contractNumber: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * @description Taken back by credit notes
             * @example 0.00
             */
            credited: string;
            /**
             * @description Of a one-off charge or late fee
             * @example 广告位使用费
             */
            description: string | null;
            /** Format: date */
            dueDate: string;
            /** @example 12 */
            id: string;
            /** @example B202601-HT2026-00002-R */
            number: string;
            /**
             * @description amount less paid less credited, always
             * @example 234.50
             */
            outstanding: string;
            /** @example 1000.00 */
            paid: string;
            /** Format: date */
            periodEnd: string;
            /**
             * Format: date
             * @description First day of the block's part inside the term
             */
            periodStart: string;
            /**
             * @description Of a one-off charge
             * @example AD-2026-017
             */
            reference: string | null;
            /** @example L1-101 */
            shopCode: string;
            /**
             * @description OVERDUE: due before the mall's today with something outstanding
             * @enum {string}
             */
            status: "UNPAID" | "PARTIAL" | "PAID" | "OVERDUE" | "VOID";
            /** @example 7 */
            tenantId: string;
            /** @example 星河餐饮有限公司 */
            tenantName: string;
            /** @example null */
            voidReason: string | null;
        };
        CalendarView: {
            /** @description Comes with the program and cannot be changed; cn-workdays has more days than shown here */
            builtIn: boolean;
            /**
             * @description Who changed it last
             * @example admin
             */
            changedBy: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @example Days on which the mall is open */
            description: string;
            /**
             * @description Days (YYYY-MM-DD) of those weekdays that do not belong to it; sorted
             * @example [
             *       "2026-12-25",
             *       "2027-01-01"
             *     ]
             */
            excluding: string[];
            /**
             * @description Days (YYYY-MM-DD) that belong to it beside them; sorted
             * @example [
             *       "2026-12-27"
             *     ]
             */
            including: string[];
            /** @example mall-open */
            name: string;
            /** @description Schedules that keep to it */
            scheduleCount: number;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description Days of the week that belong to it, 0 (Sunday) to 6; sorted
             * @example [
             *       1,
             *       2,
             *       3,
             *       4,
             *       5,
             *       6
             *     ]
             */
            weekdays: number[];
        };
        Change: {
            /**
             * @description What it is now, less what it was
             * @example 18000.00
             */
            change: string;
            /**
             * @description The change in percent of what it was; null when that was nothing
             * @example 22.5
             */
            percent: string | null;
            /**
             * @description What it was then
             * @example 80000.00
             */
            was: string;
        };
        ChangePassword: {
            /**
             * Format: password
             * @description None of the commonest, and not the username
             */
            newPassword: string;
            /**
             * Format: password
             * @description The one that you have signed in with
             */
            oldPassword: string;
        };
        ChangePreferences: {
            /**
             * @description By kind the channels over which it comes beside the inbox, where it always comes; a kind that is not named comes over all
             * @example {
             *       "payment-reminder": [
             *         "email"
             *       ],
             *       "overdue-alert": [
             *         "email",
             *         "sms"
             *       ]
             *     }
             */
            channels?: {
                [key: string]: ("email" | "sms" | "webhook")[];
            };
            /**
             * @description Null: what MALLKEEPER_LANGUAGE says
             * @enum {string|null}
             */
            language?: "zh" | "en" | null;
            /** @description When no message comes; it waits until then. Null: never, but SMS at SMS_QUIET_HOURS */
            quietHours?: components["schemas"]["QuietHours"] | null;
        };
        ChangeSchedule: {
            /**
             * @description Single moments, ISO 8601; one without an offset means the time zone of the schedule
             * @example 2026-01-09T20:00:00+08:00
             */
            at?: (string | string[]) | null;
            /**
             * @description The days on which it may come; null: every day
             * @example cn-workdays
             */
            calendar?: string | null;
            /**
             * @description A slot on another day: there is none, or it moves to the next or previous day of the calendar
             * @enum {string}
             */
            calendarRule?: "only" | "next" | "previous";
            /**
             * @description Which missed slots run late: none, the latest, or all of them (as far as overlap lets them)
             * @enum {string}
             */
            catchUp?: "none" | "latest" | "all";
            /** @description Seconds after which a missed slot is not caught up on */
            catchUpWindow?: number;
            /**
             * @description Minute, hour, day of month, month, day of week; several as a list
             * @example 0 20 * * FRI
             */
            cron?: (string | string[]) | null;
            /** @example 每月出账 */
            description?: string;
            enabled?: boolean;
            /**
             * Format: date-time
             * @description The last moment at which there may be a slot; of a day alone its end
             */
            end?: string | null;
            /**
             * @description Intervals in weeks, days, hours, minutes and seconds: 15m, 1h30m, 2w. Counted from start, or else from midnight of Monday, 1 January 2001
             * @example 15m
             */
            every?: (string | string[]) | null;
            /** @description Seconds after which a run that has not started is given up */
            expires?: number | null;
            /** @description Most seconds by which each run is put off at random, so that not everything starts at once */
            jitter?: number | null;
            /** @description The task's input */
            kwargs?: {
                [key: string]: unknown;
            };
            /** @description After so many runs of slots it comes no more; 1: once */
            maxRuns?: number | null;
            /** @example 假期后重新启用 */
            note?: string;
            /**
             * @description A slot that comes while a run of the schedule has not finished: skip it; buffer_one, buffer_all: it waits for the end of that run, one at most or all in their order; cancel_other, terminate_other: that run is ended, and the new one starts when it has ended, or at once; allow_all: both run
             * @enum {string}
             */
            overlap?: "skip" | "buffer_one" | "buffer_all" | "cancel_other" | "terminate_other" | "allow_all";
            /** @description It is disabled after so many failures of its slots in a row */
            pauseAfterFailures?: number | null;
            /** @description Higher first */
            priority?: number;
            /** @description null: the task's own */
            queue?: string | null;
            /**
             * Format: date-time
             * @description The first moment at which there may be a slot
             */
            start?: string | null;
            /**
             * @description IANA name
             * @example Asia/Shanghai
             */
            timezone?: string;
        };
        ChangeTaskLimits: {
            /**
             * @description How often its runs may start: 5/s, 10/m, 100/h; 0: as often as they like; default: as the code says
             * @example 10/m
             */
            rateLimit?: string;
            /** @description Seconds until a run's abort signal fires; null: as the code says, or else the settings */
            softTimeLimit?: number | null;
            /** @description Seconds until a run is ended by force; null: as the code says, or else the settings */
            timeLimit?: number | null;
        };
        ChangeUser: {
            /** @example wang.fang@example.com */
            email?: string | null;
            /** @description false ends all sessions, and no API key of the user works */
            enabled?: boolean;
            /** @example 王芳 */
            name?: string | null;
            role?: components["schemas"]["RoleName"];
        };
        ChargeOnce: {
            /** @example 800.00 */
            amount: string;
            /** @example HT2026-00002 */
            contractNumber: string;
            /**
             * @description What for, as the tenant reads it
             * @example 广告位使用费 2026 年春节
             */
            description: string;
            /**
             * Format: date
             * @example 2026-02-10
             */
            dueDate: string;
            /**
             * Format: date
             * @description Last day that it is for; default: periodStart
             */
            periodEnd?: string;
            /**
             * Format: date
             * @description First day that it is for; default: the due date
             */
            periodStart?: string;
            /**
             * @description Charging the same reference of a contract twice charges it once
             * @example AD-2026-017
             */
            reference: string;
        };
        ComingSlot: {
            /** @example monthly-billing */
            schedule: string;
            /**
             * Format: date-time
             * @description With the offset of the schedule's zone
             */
            slot: string;
            /** @example finance.generate-monthly-accounts */
            task: string;
            /** @description When the schedule comes */
            words: components["schemas"]["Words"];
        };
        ComparedPeriod: {
            billed: components["schemas"]["Change"];
            collected: components["schemas"]["Change"];
            /**
             * Format: date
             * @example 2026-01-29
             */
            from: string;
            /**
             * @example day-before
             * @enum {string}
             */
            name: "day-before" | "week-before" | "month-before" | "year-before" | "before";
            /**
             * @description Percent of the shops that are let; its change is in percentage points
             * @example {
             *       "was": "93.3",
             *       "change": "0.9",
             *       "percent": null
             *     }
             */
            occupancy: components["schemas"]["Change"];
            outstanding: components["schemas"]["Change"];
            overdue: components["schemas"]["Change"];
            /**
             * Format: date
             * @example 2026-01-29
             */
            to: string;
        };
        Contract: {
            /**
             * @example monthly
             * @enum {string}
             */
            billingCycle: "monthly" | "quarterly" | "yearly";
            /**
             * @description Month from which it is billed here
             * @example 2026-01
             */
            billingFrom: string;
            /** @example gao@shop.example */
            contactEmail: string | null;
            /** @example 高桂 */
            contactName: string | null;
            /** @example 15633021001 */
            contactPhone: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @example 25000.00 */
            deposit: string;
            /** @example 5 */
            dueDay: number;
            /**
             * Format: date
             * @description Last day of the term
             * @example 2028-12-31
             */
            endDate: string;
            /**
             * @description By how many percent the rent rises on each anniversary
             * @example 3.000
             */
            escalationPercent: string;
            /** @example 12 */
            id: string;
            /** @example 1500.00 */
            managementFee: string;
            /** @example 12500.00 */
            monthlyRent: string;
            /** @example HT2026-00002 */
            number: string;
            /**
             * Format: date
             * @description Of one that ends early: the last day that was agreed on
             * @example null
             */
            originalEndDate: string | null;
            /**
             * @description Id of the contract that this one succeeds
             * @example null
             */
            predecessorId: string | null;
            /**
             * Format: date
             * @example 2026-01-31
             */
            rentFreeUntil: string | null;
            /** @example L1-101 */
            shopCode: string;
            /** @example 金汇珠宝 */
            shopName: string;
            /**
             * Format: date
             * @description First day of the term
             * @example 2026-01-01
             */
            startDate: string;
            /**
             * @description From the day after endDate TERMINATED (ended early), RENEWED (its successor is approved) or EXPIRED
             * @example ACTIVE
             * @enum {string}
             */
            status: "DRAFT" | "PENDING_REVIEW" | "ACTIVE" | "EXPIRED" | "TERMINATED" | "RENEWED";
            /**
             * @description Id of the contract that succeeds this one, be it a draft
             * @example null
             */
            successorId: string | null;
            /** @example 7 */
            tenantId: string;
            /** @example 金汇珠宝有限公司 */
            tenantName: string;
            /**
             * Format: date-time
             * @example null
             */
            terminatedAt: string | null;
            /**
             * @description Who ended it early
             * @example null
             */
            terminatedBy: string | null;
            /** @example null */
            terminationReason: string | null;
            /** Format: date-time */
            updatedAt: string;
        };
        ContractComment: {
            /** @example 已与租户确认 */
            comment?: string;
        };
        ContractDocument: {
            /**
             * Format: date-time
             * @example 2026-01-02T02:00:00.000Z
             */
            addedAt: string;
            /** @example admin */
            addedBy: string;
            /** @example 31 */
            id: string;
            /** @example application/pdf */
            mediaType: string;
            /**
             * @description As its sender calls it
             * @example 租赁合同.pdf
             */
            name: string;
            /** @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
            sha256: string;
            /**
             * @description Bytes
             * @example 182044
             */
            size: number;
        };
        ContractEvent: {
            /** @example contract.terminate */
            action: string;
            /**
             * @description A username, or the task that did it
             * @example admin
             */
            actor: string;
            /**
             * Format: date-time
             * @example 2027-06-01T02:00:00.000Z
             */
            at: string;
            changes: components["schemas"]["FieldChange"][];
            /** @example 已与租户确认 */
            comment: string | null;
            /**
             * @description What else there is to know: the terms of a new contract, a successor, a document
             * @example {}
             */
            details: {
                [key: string]: unknown;
            };
            /** @example 120 */
            id: string;
            /**
             * @description Where one had to be given
             * @example 经营不善
             */
            reason: string | null;
        };
        CreateApiKey: {
            /**
             * @description For how many days it is valid
             * @default 90
             */
            days: number;
            /** @example accounting export */
            name: string;
            /** @description What it permits, as far as its owner may do that at the time */
            scopes: components["schemas"]["Permission"][];
        };
        CreateContract: {
            /**
             * @description monthly, quarterly, yearly
             * @example monthly
             */
            billingCycle: string;
            /**
             * @description Default: the month of startDate
             * @example 2026-01
             */
            billingFrom?: string;
            /** @example gao@shop.example */
            contactEmail?: string | null;
            /** @example 高桂 */
            contactName?: string | null;
            /** @example 15633021001 */
            contactPhone?: string | null;
            /**
             * @description Default 0.00
             * @example 25000.00
             */
            deposit?: string;
            /**
             * @description Day of the month, 1 to 31
             * @example 5
             */
            dueDay: string;
            /**
             * @description Last day of the term
             * @example 2028-12-31
             */
            endDate: string;
            /**
             * @description Default 0
             * @example 3
             */
            escalationPercent?: string;
            /**
             * @description A month; default 0.00
             * @example 1500.00
             */
            managementFee?: string;
            /** @example 12500.00 */
            monthlyRent: string;
            /** @example HT2026-00002 */
            number: string;
            /**
             * @description Last day without rent
             * @example 2026-01-31
             */
            rentFreeUntil?: string | null;
            /** @example L1-101 */
            shopCode: string;
            /**
             * @description First day of the term
             * @example 2026-01-01
             */
            startDate: string;
            /**
             * @description A tenant of this name is made when there is none
             * @example 金汇珠宝有限公司
             */
            tenantName: string;
        };
        CreateSchedule: {
            /**
             * @description Single moments, ISO 8601; one without an offset means the time zone of the schedule
             * @example 2026-01-09T20:00:00+08:00
             */
            at?: (string | string[]) | null;
            /**
             * @description The days on which it may come; null: every day
             * @example cn-workdays
             */
            calendar?: string | null;
            /**
             * @description A slot on another day: there is none, or it moves to the next or previous day of the calendar
             * @enum {string}
             */
            calendarRule?: "only" | "next" | "previous";
            /**
             * @description Which missed slots run late: none, the latest, or all of them (as far as overlap lets them)
             * @enum {string}
             */
            catchUp?: "none" | "latest" | "all";
            /** @description Seconds after which a missed slot is not caught up on */
            catchUpWindow?: number;
            /**
             * @description Minute, hour, day of month, month, day of week; several as a list
             * @example 0 20 * * FRI
             */
            cron?: (string | string[]) | null;
            /** @example 每月出账 */
            description?: string;
            enabled?: boolean;
            /**
             * Format: date-time
             * @description The last moment at which there may be a slot; of a day alone its end
             */
            end?: string | null;
            /**
             * @description Intervals in weeks, days, hours, minutes and seconds: 15m, 1h30m, 2w. Counted from start, or else from midnight of Monday, 1 January 2001
             * @example 15m
             */
            every?: (string | string[]) | null;
            /** @description Seconds after which a run that has not started is given up */
            expires?: number | null;
            /** @description Most seconds by which each run is put off at random, so that not everything starts at once */
            jitter?: number | null;
            /** @description The task's input */
            kwargs?: {
                [key: string]: unknown;
            };
            /** @description After so many runs of slots it comes no more; 1: once */
            maxRuns?: number | null;
            /** @example backup-at-noon */
            name: string;
            /** @example 假期后重新启用 */
            note?: string;
            /**
             * @description A slot that comes while a run of the schedule has not finished: skip it; buffer_one, buffer_all: it waits for the end of that run, one at most or all in their order; cancel_other, terminate_other: that run is ended, and the new one starts when it has ended, or at once; allow_all: both run
             * @enum {string}
             */
            overlap?: "skip" | "buffer_one" | "buffer_all" | "cancel_other" | "terminate_other" | "allow_all";
            /** @description It is disabled after so many failures of its slots in a row */
            pauseAfterFailures?: number | null;
            /** @description Higher first */
            priority?: number;
            /** @description null: the task's own */
            queue?: string | null;
            /**
             * Format: date-time
             * @description The first moment at which there may be a slot
             */
            start?: string | null;
            /** @example backup.backup-database */
            task: string;
            /**
             * @description IANA name
             * @example Asia/Shanghai
             */
            timezone?: string;
        };
        CreateShop: {
            /**
             * @description Square metres
             * @example 93.50
             */
            areaSqm?: string | null;
            /** @example 珠宝 */
            category?: string | null;
            /** @example L1-101 */
            code: string;
            /** @example L1 */
            floor?: string | null;
            /** @example manager1@mall.example */
            managerEmail?: string | null;
            /** @example 李平 */
            managerName?: string | null;
            /** @example 金汇珠宝 */
            name: string;
        };
        CreateUser: {
            /** @example wang.fang@example.com */
            email?: string | null;
            /** @example 王芳 */
            name?: string | null;
            /**
             * Format: password
             * @description The first password, which its owner has to change. Left out: one is made
             */
            password?: string;
            role: components["schemas"]["RoleName"];
            /** @example wang.fang */
            username: string;
        };
        Credentials: {
            /**
             * @description Whether the answer sets the cookies mallkeeper_session and mallkeeper_refresh instead of telling the token: for pages of this server
             * @default false
             */
            cookie: boolean;
            /**
             * Format: password
             * @example correct horse battery
             */
            password: string;
            /** @example admin */
            username: string;
        };
        CreditBill: {
            /** @example 500.00 */
            amount: string;
            /** @example 电梯停运三天的减免 */
            reason: string;
            /**
             * @description Sending the same reference of a bill twice makes one credit note
             * @example JM-2026-003
             */
            reference?: string;
        };
        CreditNote: {
            /** @example 500.00 */
            amount: string;
            /**
             * @description What of it has gone to bills and refunds
             * @example 500.00
             */
            applied: string;
            /** @example 41 */
            billId: string;
            /** @example B202601-HT2026-00002-R */
            billNumber: string;
            /** @example HT2026-00002 */
            contractNumber: string;
            /** Format: date-time */
            createdAt: string;
            /** @example admin */
            createdBy: string;
            /** @example 3 */
            id: string;
            /** @enum {string} */
            kind: "VOID" | "TERMINATION" | "CORRECTION";
            /** @example CN1-B202601-HT2026-00002-R */
            number: string;
            /** @example 电梯停运三天的减免 */
            reason: string;
            /** @example JM-2026-003 */
            reference: string | null;
            /** @example 7 */
            tenantId: string;
            /** @example 星河餐饮有限公司 */
            tenantName: string;
            /**
             * @description What of it is the tenant's credit
             * @example 0.00
             */
            unapplied: string;
        };
        DayOfCollectionFigures: {
            /** @example 260000.00 */
            billed: string;
            /** @example 98000.00 */
            collected: string;
            /**
             * Format: date
             * @example 2026-01-30
             */
            date: string;
        };
        DaysOfCalendar: {
            /**
             * @example [
             *       "2026-12-30",
             *       "2026-12-31",
             *       "2027-01-01",
             *       "2027-01-04",
             *       "2027-01-05"
             *     ]
             */
            days: string[];
            /**
             * Format: date
             * @example 2026-12-30
             */
            from: string;
            /**
             * Format: date
             * @example 2027-01-05
             */
            to: string;
            warnings: components["schemas"]["Warning"][];
        };
        DenseDay: {
            /** @description Slots of this day, those to come among them; of more than 2,000 to come an estimate */
            count: number;
            /**
             * Format: date
             * @example 2026-01-05
             */
            day: string;
            /** @description Those whose run failed */
            failed: number;
            /** @example poll-meters */
            schedule: string;
        };
        DepthPoint: {
            /** @description Runs that were being executed */
            active: number;
            /**
             * Format: date-time
             * @description The beginning of the span
             */
            at: string;
            /** @description Seconds for which the first of those that could start had waited; 0: there was none */
            oldestSeconds: number;
            /** @description Runs that could start and had not */
            waiting: number;
        };
        EndedSessions: {
            /** @example 2 */
            ended: number;
        };
        ExpiryMonth: {
            /** @example 3 */
            contracts: number;
            /** @example 2026-04 */
            month: string;
            /**
             * @description The monthly rents that end with them
             * @example 37500.00
             */
            monthlyRent: string;
        };
        FieldChange: {
            /** @example endDate */
            field: string;
            /**
             * @description As the contract shows it
             * @example 2028-12-31
             */
            from: string | null;
            /** @example 2027-06-30 */
            to: string | null;
        };
        Find: {
            /**
             * @description What tells it from others; may be empty
             * @example L1 · 珠宝
             */
            detail: string;
            /**
             * @description What its own route calls it. Of a report the path below /api/v1/reports: 2026-07-01, weekly/2026-06-29
             * @example 12
             */
            id: string;
            /** @example A-101 金汇珠宝 */
            title: string;
            /** @enum {string} */
            type: "shop" | "contract" | "tenant" | "bill" | "payment" | "run" | "task" | "schedule" | "worker" | "queue" | "backup" | "report";
        };
        Finds: {
            /** @description Best first: what is meant in full, what begins like that, and what has it in it */
            items: components["schemas"]["Find"][];
        };
        HoldNotifications: {
            /**
             * @description For whoever asks why
             * @example The amounts in the reminders are wrong
             */
            reason: string;
        };
        ImportAnswer: {
            /**
             * @description Rows that made something new
             * @example 298
             */
            created: number;
            /**
             * @description Faults found; `errors` holds the first 10,000
             * @example 1
             */
            errorCount: number;
            /** @description What is wrong, by row */
            errors: components["schemas"]["RowFaultAnswer"][];
            /**
             * @description Rows with at least one fault, which skipInvalid or a dry run left out
             * @example 1
             */
            invalid: number;
            /**
             * @description What was imported
             * @example contracts
             */
            kind: string;
            /**
             * @description Rows below the heading that hold anything
             * @example 300
             */
            rows: number;
            /**
             * @description Rows that were imported before as they are
             * @example 1
             */
            unchanged: number;
            /**
             * @description Rows that changed something
             * @example 0
             */
            updated: number;
        };
        LastRun: {
            /** @description What its error says */
            error: string | null;
            /**
             * Format: date-time
             * @description null: it has not ended
             */
            finishedAt: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "PENDING" | "STARTED" | "RETRY" | "SUCCESS" | "FAILURE" | "REVOKED";
        };
        LeasingFigures: {
            /** @description Contracts whose first day was then */
            began: components["schemas"]["ReportedContracts"];
            /** @description Contracts whose last day was then */
            ended: components["schemas"]["ReportedContracts"];
            /** @description Contracts that end within the 30 days after the last day and have no successor */
            expiring: components["schemas"]["ReportedContracts"];
            /** @description Shops of these with a contract whose term covers the last day */
            let: number;
            /** @description Shops that are not closed */
            shops: number;
            vacant: components["schemas"]["VacantShops"];
        };
        MoneyFigures: {
            /** @description What of it is overdue */
            ageing: components["schemas"]["AgeingFigures"];
            /**
             * @description Bills made then; one that was voided then too does not count
             * @example 260000.00
             */
            billed: string;
            /**
             * @description Payments made then, less what was reversed and paid back then, as far as it was recorded when the report was made
             * @example 98000.00
             */
            collected: string;
            /**
             * @description Owed at its end, due or not
             * @example 412500.00
             */
            outstanding: string;
            /**
             * @description The same of all days before, as far as it was recorded only after the last report of this edition was made; absent in reports on any days, and in those of releases that did not tell it
             * @example 50000.00
             */
            recordedLater?: string;
        };
        NewApiKey: {
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /** Format: uuid */
            id: string;
            /** @description The key, told this once: send it as "Authorization: Bearer KEY" */
            key: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastUsedAt: string | null;
            /** @example accounting export */
            name: string;
            /**
             * @description Whose it is: it permits nothing that this user may not do
             * @example admin
             */
            owner: string;
            /**
             * @description How the key begins
             * @example mk_3fA9xQ
             */
            prefix: string;
            /** Format: date-time */
            revokedAt: string | null;
            scopes: components["schemas"]["Permission"][];
        };
        NextSlots: {
            /**
             * @example [
             *       "2026-01-09T20:00:00+08:00"
             *     ]
             */
            next: string[];
        };
        NodeFigures: {
            /** @description Runs that it executes now */
            active?: number;
            /** @description Milliseconds by which its machine's clock was ahead of the database's, at its last heartbeat */
            clockAheadMs?: number;
            /** @description Runs that failed for good */
            failed?: number;
            /** @description active / concurrency */
            load?: number;
            /** @description Megabytes of all its processes */
            memoryMb?: number;
            /** @description Process ids of those that execute */
            processes?: number[];
            /** @description Runs that it has fetched and not begun */
            reserved?: number;
            /** @description Tries that failed and were repeated */
            retried?: number;
            /** @description Runs that were revoked */
            revoked?: number;
            /** @description Runs that ended well */
            succeeded?: number;
        };
        NodeView: {
            /** @description How many runs it executes at once */
            concurrency: number | null;
            figures: components["schemas"]["NodeFigures"];
            /** Format: date-time */
            heartbeatAt: string;
            /** @example mall-1 */
            host: string;
            /**
             * @description Its name
             * @example mallkeeper@mall-1
             */
            id: string;
            /** @enum {string} */
            kind: "worker" | "scheduler";
            /**
             * @description Of its process
             * @example 4711
             */
            pid: number;
            /** @enum {string|null} */
            pool: "async" | "prefork" | "local" | null;
            queues: string[];
            /** Format: date-time */
            startedAt: string;
            /**
             * @description lost: no heartbeat for TASK_LEASE seconds
             * @enum {string}
             */
            status: "alive" | "lost";
            /** @description Seconds from its start to its last heartbeat */
            uptime: number;
        };
        Notice: {
            /** @description Where it goes out to: an e-mail address, a telephone number, the name of a robot */
            address: string | null;
            /** @description Tries to deliver its message */
            attempts: number;
            /** @description Plain text; null until a message is composed, and once it is cleaned up */
            body: string | null;
            /** @enum {string} */
            channel: "in-app" | "email" | "sms" | "webhook";
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was given up
             */
            failedAt: string | null;
            /** @description Why it does not go out whatever its time: all messages are held (see notification-hold) */
            heldBecause: string | null;
            /** Format: uuid */
            id: string;
            /** @example payment-reminder */
            kind: string;
            /** @description Why the last try failed */
            lastError: string | null;
            /**
             * Format: uuid
             * @description The message that it goes out in, perhaps with others; by it a receiver recognises a repeat
             */
            messageId: string | null;
            /**
             * Format: date-time
             * @description Until when it waits: for the end of quiet hours, the next morning, a channel that is out of order
             */
            notBefore: string | null;
            /** @description How many notices wait to go out in its message, itself among them: all that are cancelled with it. null: it does not wait */
            noticesInMessage: number | null;
            /** Format: date-time */
            readAt: string | null;
            /**
             * @description tenant:<id>, manager:<e-mail> or robot:<name>
             * @example tenant:12
             */
            recipient: string;
            /** Format: date-time */
            sentAt: string | null;
            /**
             * @description Which of the notices about the subject it is
             * @example overdue-7
             */
            stage: string;
            /** @enum {string} */
            status: "PENDING" | "SENT" | "FAILED" | "DROPPED";
            /**
             * @description What it is about
             * @example bill:B202601-HT2026-00002-R
             */
            subject: string;
            /** @description Of what went out the title of its message, which may tell of several notices */
            title: string;
        };
        NoticeFigures: {
            /** @example 0 */
            failed: number;
            /** @example 41 */
            sent: number;
        };
        NotificationChannel: {
            /** @enum {string} */
            channel: "email" | "sms" | "webhook";
            /** @description Whether the settings name somebody who carries its messages */
            configured: boolean;
            /** @description Messages given up since the mall's midnight */
            failedToday: number;
            /** @description In a row, of the channel and not of one address */
            failures: number;
            /** @description Whether all messages are held, over every channel (see notification-hold) */
            held: boolean;
            /** @description Why the last one was not taken */
            lastError: string | null;
            /** @example webhook:managers */
            name: string;
            /** Format: date-time */
            openedAt: string | null;
            /**
             * Format: date-time
             * @description When one message will try it
             */
            openUntil: string | null;
            /** @description Messages since the mall's midnight */
            sentToday: number;
            /**
             * @description closed: messages go out. open: too many failed, and they wait. half-open: the next one tries
             * @enum {string}
             */
            state: "closed" | "open" | "half-open";
            /** @description Messages that have not gone out yet */
            waiting: number;
        };
        NotificationHoldState: {
            /** @description Whether no message leaves, over any channel */
            held: boolean;
            /** @example admin */
            heldBy: string | null;
            /** @example Restored from the backup of Friday */
            reason: string | null;
            /** Format: date-time */
            since: string | null;
            /** @description Messages that have not gone out yet, for whatever reason */
            waiting: number;
        };
        NotificationTemplate: {
            /**
             * @example {% for bill in bills %}- {{ bill.number }}：{{ bill.outstanding | money }}
             *     {% endfor %}
             */
            body: string;
            /** @description Whether somebody changed it; else it is the one that comes with the program */
            changed: boolean;
            /** Format: date-time */
            changedAt: string | null;
            /** @example admin */
            changedBy: string | null;
            /** @enum {string} */
            channel: "in-app" | "email" | "sms" | "webhook";
            /** @description What the kind is about */
            description: string;
            /** @example payment-reminder */
            kind: string;
            /** @enum {string} */
            language: "zh" | "en";
            /** @example {{ tenantName }}：{{ count }} 笔账单即将到期 */
            title: string;
            variables: components["schemas"]["TemplateVariable"][];
        };
        OccupancyOnDay: {
            /**
             * Format: date
             * @example 2026-01-30
             */
            date: string;
            /** @example 113 */
            let: number;
            /** @example 120 */
            shops: number;
        };
        Overview: {
            /** @description What needs a person, the most urgent first */
            attention: components["schemas"]["Attention"][];
            /** @description Seconds that each point of the series stands for */
            bucketSeconds: number;
            /** @description succeeded, failed and revoked are those of the range */
            counts: components["schemas"]["OverviewCounts"];
            /**
             * Format: date-time
             * @description Where the range begins
             */
            from: string;
            /** @description The next ten firings, in the order of their times */
            next: components["schemas"]["ComingSlot"][];
            nodes: components["schemas"]["OverviewNodes"];
            /**
             * Format: date-time
             * @description By the database's clock
             */
            now: string;
            /** @description What ended, without gaps; the last point has only begun */
            series: components["schemas"]["SeriesPoint"][];
            /** @description Tasks with runs that ended in the range, by name */
            tasks: components["schemas"]["TaskRunFigures"][];
        };
        OverviewCounts: {
            /** @description Runs that failed for good; also those that were retried since */
            failed: number;
            revoked: number;
            /** @description Runs that are being executed */
            running: number;
            /** @description Runs that wait for their time or their next try */
            scheduled: number;
            /** @description Runs that ended well */
            succeeded: number;
            /** @description Runs that may start and have not */
            waiting: number;
        };
        OverviewNodes: {
            schedulersAlive: number;
            workersAlive: number;
            /** @description Those of the last day */
            workersLost: number;
        };
        Payment: {
            /** @example 1234.50 */
            amount: string;
            /**
             * @description What of it has gone to bills and refunds
             * @example 1200.00
             */
            applied: string;
            /**
             * @description null: paid on account
             * @example 41
             */
            billId: string | null;
            /** @example B202601-HT2026-00002-R */
            billNumber: string | null;
            /** @enum {string|null} */
            charge: "RENT" | "MANAGEMENT" | "OTHER" | "LATE_FEE" | null;
            /** @example HT2026-00002 */
            contractNumber: string;
            /** Format: date-time */
            createdAt: string;
            /** @example 12 */
            id: string;
            /** @example 银行转账 */
            method: string;
            /** Format: date-time */
            paidAt: string;
            /**
             * @description First month of the bill's block
             * @example 2026-01
             */
            period: string | null;
            /** @example ICBC-20260105-0001 */
            reference: string;
            /**
             * @description Paid back to the tenant
             * @example 0.00
             */
            refunded: string;
            /** @example null */
            reversalReason: string | null;
            /**
             * Format: date-time
             * @description When it was undone: it did not arrive, or was recorded by mistake
             */
            reversedAt: string | null;
            /** @example 7 */
            tenantId: string;
            /** @example 星河餐饮有限公司 */
            tenantName: string;
            /**
             * @description What of it is the tenant's credit
             * @example 34.50
             */
            unapplied: string;
        };
        /**
         * @description What the role permits; of an API key, only what its scopes permit too
         * @enum {string}
         */
        Permission: "mall.read" | "platform.read" | "tasks.run" | "runs.control" | "schedules.write" | "workers.control" | "queues.control" | "shops.write" | "contracts.write" | "contracts.approve" | "bills.write" | "bills.void" | "payments.write" | "payments.correct" | "imports.run" | "notices.handle" | "notices.write" | "backups.control" | "backups.restore" | "users.manage" | "keys.manage" | "audit.read";
        PlannedBackupView: {
            /**
             * @description Why it is kept
             * @example [
             *       "daily 2026-01-30"
             *     ]
             */
            because: string[];
            /** @description Its dump in the repository */
            fileName: string;
            /** Format: uuid */
            id: string;
            /** @example 1840231 */
            sizeBytes: number;
            /** Format: date-time */
            startedAt: string;
        };
        Preferences: {
            /**
             * @example {
             *       "payment-reminder": [
             *         "email"
             *       ],
             *       "overdue-alert": [
             *         "email",
             *         "sms"
             *       ]
             *     }
             */
            channels: {
                [key: string]: unknown;
            };
            /** @enum {string|null} */
            language: "zh" | "en" | null;
            quietHours: components["schemas"]["QuietHours"] | null;
            /** @example tenant:12 */
            recipient: string;
        };
        Preview: {
            /**
             * @example [
             *       "2026-01-09T20:00:00+08:00"
             *     ]
             */
            next: string[];
            /** @description What to know about it */
            warnings: components["schemas"]["Warning"][];
            words: components["schemas"]["Words"];
        };
        PreviewSchedule: {
            /**
             * @description Single moments, ISO 8601; one without an offset means the time zone of the schedule
             * @example 2026-01-09T20:00:00+08:00
             */
            at?: (string | string[]) | null;
            /**
             * @description The days on which it may come; null: every day
             * @example cn-workdays
             */
            calendar?: string | null;
            /**
             * @description A slot on another day: there is none, or it moves to the next or previous day of the calendar
             * @enum {string}
             */
            calendarRule?: "only" | "next" | "previous";
            /** @default 10 */
            count: number;
            /**
             * @description Minute, hour, day of month, month, day of week; several as a list
             * @example 0 20 * * FRI
             */
            cron?: (string | string[]) | null;
            /**
             * Format: date-time
             * @description The last moment at which there may be a slot; of a day alone its end
             */
            end?: string | null;
            /**
             * @description Intervals in weeks, days, hours, minutes and seconds: 15m, 1h30m, 2w. Counted from start, or else from midnight of Monday, 1 January 2001
             * @example 15m
             */
            every?: (string | string[]) | null;
            /**
             * Format: date-time
             * @description Slots after this time; default: now
             */
            from?: string;
            /**
             * Format: date-time
             * @description The first moment at which there may be a slot
             */
            start?: string | null;
            /**
             * @description IANA name
             * @example Asia/Shanghai
             */
            timezone?: string;
        };
        PreviewTemplate: {
            /**
             * @example {% for bill in bills %}- {{ bill.number }}：{{ bill.outstanding | money }}
             *     {% endfor %}
             */
            body: string;
            /** @example {{ tenantName }}：{{ count }} 笔账单即将到期 */
            title: string;
            /**
             * @description In place of the example's
             * @example {
             *       "tenantName": "金汇珠宝"
             *     }
             */
            variables?: {
                [key: string]: unknown;
            };
        };
        /** @description An RFC 9457 problem document */
        Problem: {
            /**
             * @description What happened, to what, and what to do about it
             * @example dueFrom: write a date as YYYY-MM-DD
             */
            detail: string;
            /** @description Of an invalid input: everything that is wrong with it */
            errors?: {
                /**
                 * @description Which field
                 * @example dueFrom
                 */
                field: string;
                /**
                 * @description What would be right
                 * @example write a date as YYYY-MM-DD
                 */
                message: string;
                /**
                 * @description What it held
                 * @example x
                 */
                value?: unknown;
            }[];
            /**
             * @description What was asked for
             * @example /api/v1/bills?dueFrom=x
             */
            instance: string;
            /**
             * @description The HTTP status
             * @example 400
             */
            status: number;
            /**
             * @description The same for every problem of this kind
             * @example Invalid input
             */
            title: string;
            /**
             * @description Always about:blank: the status says the kind
             * @example about:blank
             */
            type: string;
        };
        PruneBackups: {
            /**
             * @description Remove those that are DAMAGED, too
             * @default false
             */
            damaged: boolean;
        };
        Purged: {
            /** @description How many runs waited and are revoked now */
            revoked: number;
        };
        PutCalendar: {
            /** @example Days on which the mall is open */
            description?: string;
            /**
             * @description Days (YYYY-MM-DD) of those weekdays that do not belong to it; sorted
             * @example [
             *       "2026-12-25",
             *       "2027-01-01"
             *     ]
             */
            excluding?: string[];
            /**
             * @description Days (YYYY-MM-DD) that belong to it beside them; sorted
             * @example [
             *       "2026-12-27"
             *     ]
             */
            including?: string[];
            /**
             * @description Days of the week that belong to it, 0 (Sunday) to 6; sorted
             * @example [
             *       1,
             *       2,
             *       3,
             *       4,
             *       5,
             *       6
             *     ]
             */
            weekdays?: number[];
        };
        QueueDepth: {
            /** @description By time; none of a span in which no process looked */
            points: components["schemas"]["DepthPoint"][];
            /** @example finance */
            queue: string;
        };
        QueueDepths: {
            /** @description Seconds that each point stands for */
            bucketSeconds: number;
            /** @description By name */
            queues: components["schemas"]["QueueDepth"][];
        };
        QueueView: {
            /** @description Runs that are being executed */
            active: number;
            /** @example finance */
            name: string;
            /**
             * Format: date-time
             * @description Since when the first of those that may start has waited
             */
            oldestWaiting: string | null;
            /**
             * Format: date-time
             * @description null: it goes on
             */
            pausedAt: string | null;
            /** @example admin */
            pausedBy: string | null;
            /** @description Runs that wait for their time or their next try */
            scheduled: number;
            /** @description Runs that may start and have not */
            waiting: number;
            /** @description Workers that take runs from it */
            workers: string[];
        };
        QuietHours: {
            /**
             * @description Of the mall's clock
             * @example 21:00
             */
            from: string;
            /**
             * @description The same as from: never quiet
             * @example 08:00
             */
            until: string;
        };
        RecentSlot: {
            /** @description Why it was skipped */
            reason: string | null;
            /**
             * Format: uuid
             * @description Its run, as long as it is kept
             */
            run: string | null;
            /**
             * Format: date-time
             * @example 2026-01-09T20:00:00+08:00
             */
            slot: string;
            /**
             * @description That of its run; RUN: it ran, and how that ended is not kept any more
             * @enum {string}
             */
            status: "PENDING" | "STARTED" | "RETRY" | "SUCCESS" | "FAILURE" | "REVOKED" | "RUN" | "SKIPPED";
        };
        RecordPayment: {
            /** @example 1234.50 */
            amount: string;
            /** @example 12 */
            billId?: string;
            /** @example B202601-HT2026-00002-R */
            billNumber?: string;
            /** @enum {string} */
            charge?: "RENT" | "MANAGEMENT";
            /** @example HT2026-00002 */
            contractNumber?: string;
            /**
             * @description Whether what is paid beyond what is outstanding is kept as the tenant's credit, for the next bill
             * @default false
             */
            keepRest: boolean;
            /** @example 银行转账 */
            method: string;
            /**
             * @description When it was made. Without an offset in the mall's time zone, without a time at the day's beginning
             * @example 2026-01-05T14:30:00+08:00
             */
            paidAt: string;
            /**
             * @description First month of the bill's block
             * @example 2026-01
             */
            period?: string;
            /**
             * @description Recording the same reference of a contract twice records it once
             * @example ICBC-20260105-0001
             */
            reference: string;
        };
        Refreshed: {
            /**
             * Format: date-time
             * @description Until when they can be used without another exchange
             */
            expiresAt: string;
        };
        Refund: {
            /** @example 234.50 */
            amount: string;
            /** Format: date-time */
            createdAt: string;
            /** @example 3 */
            id: string;
            /** @example 12 */
            paymentId: string;
            /** @example 多付退款 */
            reason: string;
            /** @example ICBC-20260120-0007 */
            reference: string | null;
            /** Format: date-time */
            refundedAt: string;
        };
        RefundPayment: {
            /**
             * @description Default: what of the payment is credit
             * @example 234.50
             */
            amount?: string;
            /** @example 多付退款 */
            reason: string;
            /**
             * @description Recording the same reference of a payment twice records it once
             * @example ICBC-20260120-0007
             */
            reference?: string;
            /**
             * @description When it was paid back; default now. Without an offset in the mall's time zone, without a time at the day's beginning
             * @example 2026-01-20
             */
            refundedAt?: string;
        };
        RejectContract: {
            /** @example 已与租户确认 */
            comment?: string;
            /** @example 租金不对 */
            reason?: string;
        };
        ReleasedNotifications: {
            /** @description Messages that never go out */
            discarded: number;
            /** @description Messages that go out now, or at their time */
            released: number;
        };
        ReleaseNotifications: {
            /**
             * @description What waits is cancelled, for ever, in place of going out now
             * @default false
             */
            discard: boolean;
        };
        RenderedTemplate: {
            /** @description As it goes out: plain text, one line as SMS, Markdown for robots */
            body: string;
            /** @example 金汇珠宝：2 笔账单即将到期 */
            title: string;
        };
        RenewContract: {
            /**
             * @description monthly, quarterly, yearly
             * @example monthly
             */
            billingCycle?: string;
            /** @example 已与租户确认 */
            comment?: string;
            /** @example gao@shop.example */
            contactEmail?: string | null;
            /** @example 高桂 */
            contactName?: string | null;
            /** @example 15633021001 */
            contactPhone?: string | null;
            /** @example 25000.00 */
            deposit?: string;
            /**
             * @description Day of the month, 1 to 31
             * @example 5
             */
            dueDay?: string;
            /**
             * @description Last day of the term
             * @example 2031-12-31
             */
            endDate: string;
            /** @example 3 */
            escalationPercent?: string;
            /** @example 1500.00 */
            managementFee?: string;
            /**
             * @description Default: the rent of the contract that it renews, as it has risen by startDate
             * @example 13500.00
             */
            monthlyRent?: string;
            /** @example HT2029-00001 */
            number: string;
            /**
             * @description Last day without rent; default: none
             * @example 2029-01-31
             */
            rentFreeUntil?: string | null;
            /**
             * @description First day of the term; default: the day after the end of the contract that it renews
             * @example 2029-01-01
             */
            startDate?: string;
        };
        Report: {
            /** @description What the charts show; absent in reports of releases that had none */
            charts?: components["schemas"]["ReportCharts"];
            /** @description The same figures before; absent in reports of releases that did not compare */
            comparison?: components["schemas"]["ComparedPeriod"][];
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date
             * @description What it goes by: its day, the Monday of its week, or the first of its month
             * @example 2026-01-30
             */
            date: string;
            /**
             * @example daily
             * @enum {string}
             */
            edition: "daily" | "weekly" | "monthly" | "range";
            /**
             * Format: date
             * @description The first day in the mall that it is about
             * @example 2026-01-30
             */
            from: string;
            /**
             * Format: date-time
             * @description The moment, by the clock of the database, up to which the money that was recorded is in it
             * @example 2026-01-30T23:00:00.123456Z
             */
            knownAt?: string;
            leasing: components["schemas"]["LeasingFigures"];
            money: components["schemas"]["MoneyFigures"];
            notices: components["schemas"]["NoticeFigures"];
            /** @description Tasks that had a run that ended then, by name */
            tasks: components["schemas"]["TaskFigures"][];
            /**
             * Format: date
             * @description The last day, included
             * @example 2026-01-30
             */
            to: string;
        };
        ReportCharts: {
            /** @description The days that the report is about, and so many before them that there are thirty */
            collections: components["schemas"]["DayOfCollectionFigures"][];
            /** @description The rest of the current month, and the eleven after it */
            expiries: components["schemas"]["ExpiryMonth"][];
            /** @description The ends of the eleven months before, and the last day that the report is about */
            occupancy: components["schemas"]["OccupancyOnDay"][];
        };
        ReportedContract: {
            /** Format: date */
            endDate: string;
            /**
             * @description At its start where it began, as it has risen until its end where it ends or ended
             * @example 12500.00
             */
            monthlyRent: string;
            /** @example HT2026-00002 */
            number: string;
            /** @description Another contract takes over */
            renewed: boolean;
            /** @example L1-101 */
            shopCode: string;
            /** @example 金汇珠宝 */
            shopName: string;
            /** Format: date */
            startDate: string;
            /** @example 金汇珠宝有限公司 */
            tenantName: string;
        };
        ReportedContracts: {
            items: components["schemas"]["ReportedContract"][];
            /**
             * @description The monthly rents of all of them; absent in reports of releases that did not tell it
             * @example 37500.00
             */
            monthlyRent?: string;
            /** @example 3 */
            total: number;
        };
        ReportSummary: {
            /** @example 260000.00 */
            billed: string;
            /** @example 98000.00 */
            collected: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date
             * @description What it goes by: its day, the Monday of its week, or the first of its month
             * @example 2026-01-30
             */
            date: string;
            /**
             * @example daily
             * @enum {string}
             */
            edition: "daily" | "weekly" | "monthly" | "range";
            /**
             * Format: date
             * @description The first day in the mall that it is about
             * @example 2026-01-30
             */
            from: string;
            /** @example 412500.00 */
            outstanding: string;
            /** @example 12500.00 */
            overdue: string;
            /**
             * @description What was collected on earlier days and recorded since the last report; null in releases before
             * @example 50000.00
             */
            recordedLater: string | null;
            /**
             * Format: date
             * @description The last day, included
             * @example 2026-01-30
             */
            to: string;
        };
        ResetPassword: {
            /**
             * Format: password
             * @description The first password, which its owner has to change. Left out: one is made
             */
            password?: string;
        };
        ResizePoolDto: {
            /** @description What is being executed goes on */
            concurrency: number;
        };
        RestartedPool: {
            /** @description How many runs it executes at once */
            concurrency: number | null;
            figures: components["schemas"]["NodeFigures"];
            /** Format: date-time */
            heartbeatAt: string;
            /** @example mall-1 */
            host: string;
            /**
             * @description Its name
             * @example mallkeeper@mall-1
             */
            id: string;
            /** @enum {string} */
            kind: "worker" | "scheduler";
            /**
             * @description Of its process
             * @example 4711
             */
            pid: number;
            /** @enum {string|null} */
            pool: "async" | "prefork" | "local" | null;
            queues: string[];
            /**
             * @description How many of its processes are replaced
             * @example 4
             */
            replaced: number;
            /** Format: date-time */
            startedAt: string;
            /**
             * @description lost: no heartbeat for TASK_LEASE seconds
             * @enum {string}
             */
            status: "alive" | "lost";
            /** @description Seconds from its start to its last heartbeat */
            uptime: number;
        };
        Restoration: {
            /**
             * @description Name of the backup in the repository
             * @example mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11
             */
            backup: string;
            /** @description Why it FAILED; then everything is as it was */
            error: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            /** Format: uuid */
            id: string;
            progress: components["schemas"]["RestorationProgressView"] | null;
            /**
             * @description What the database that it replaced is called; it is kept until somebody drops it
             * @example mallkeeper_replaced_20260131020000
             */
            replacedDatabase: string | null;
            /** @example admin */
            requestedBy: string;
            /** Format: date-time */
            startedAt: string;
            /** @enum {string} */
            status: "RUNNING" | "DONE" | "FAILED";
        };
        RestorationProgressView: {
            /** @example 3 */
            current: number;
            /** @example restoring */
            message: string | null;
            /** @example 12 */
            total: number;
        };
        RestoreBackup: {
            /**
             * @description The fileName of the backup, typed by a person: the database is replaced by it
             * @example mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11.dump
             */
            confirm: string;
        };
        RetryPolicy: {
            /**
             * @description exponential: each delay is twice the one before
             * @default fixed
             * @enum {string}
             */
            backoff: "fixed" | "exponential";
            /** @description Seconds between the end of one try and the start of the next */
            delay: number;
            /**
             * @description Shorten each delay by a random part of up to half, so that runs that failed together part
             * @default false
             */
            jitter: boolean;
            /** @description Tries after the first one. 3: four tries in all */
            max: number;
            /**
             * @description Seconds: no delay is longer
             * @default 86400
             */
            maxDelay: number;
            /**
             * @description Also try again what was ended at its time limit
             * @default false
             */
            onTimeLimit: boolean;
        };
        ReversePayment: {
            /** @example 银行退票 */
            reason: string;
        };
        RevokeRunDto: {
            /**
             * @description Also end it when it is being executed: its signal aborts, and if that does not help it is killed
             * @default false
             */
            terminate: boolean;
        };
        /** @enum {string} */
        RoleName: "viewer" | "operator" | "finance" | "leasing" | "manager" | "administrator";
        RowFaultAnswer: {
            /**
             * @description The English heading
             * @example due_day
             */
            column: string;
            /**
             * @description What would be right
             * @example is not a whole number from 1 to 31
             */
            message: string;
            /**
             * @description As a spreadsheet counts; the heading is row 1
             * @example 7
             */
            row: number;
            /**
             * @description What the cell held
             * @example 35
             */
            value: string;
        };
        Run: {
            /** @description Tries begun so far */
            attempt: number;
            /** Format: date-time */
            createdAt: string;
            error: {
                message?: string;
                stack?: string | null;
                type?: string;
            } | null;
            /** Format: date-time */
            eta: string | null;
            /** Format: date-time */
            expires: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            /** Format: uuid */
            id: string;
            kwargs: {
                [key: string]: unknown;
            };
            /** @description Tries it may take in all */
            maxAttempts: number;
            /** @description Higher first */
            priority: number;
            progress: {
                current?: number;
                message?: string | null;
                total?: number;
            } | null;
            /** @example finance */
            queue: string;
            /** @description What the task returned */
            result: Record<string, never> | null;
            /** @description Milliseconds from the last start to the end */
            runtimeMs: number | null;
            /** @description The schedule that asked for it */
            schedule: string | null;
            /** Format: date-time */
            slot: string | null;
            /** Format: date-time */
            startedAt: string | null;
            /** @enum {string} */
            status: "PENDING" | "STARTED" | "RETRY" | "SUCCESS" | "FAILURE" | "REVOKED";
            /** @example finance.generate-monthly-accounts */
            task: string;
            /**
             * @description Who executes it, or did last
             * @example worker@mall-1
             */
            worker: string | null;
        };
        RunActedOn: {
            /** @description Whether it was done to this run */
            done: boolean;
            /** Format: uuid */
            id: string;
            /** @description Why it was not done */
            problem: string | null;
            /** @description As it is now; null: there is no such run */
            run: components["schemas"]["Run"] | null;
        };
        RunAttempt: {
            /** @description Which try it was; one that was lost does not count, so the next has the same number */
            attempt: number;
            /**
             * Format: date-time
             * @description Null while it runs
             */
            endedAt: string | null;
            error?: {
                /** @description Of attempts before the last the first 4,000 characters */
                message: string;
                /** @description Of attempts before the last the first 4,000 characters */
                stack: string | null;
                type: string;
            } | null;
            /** @enum {string} */
            outcome: "RUNNING" | "SUCCESS" | "FAILURE" | "RETRY" | "REVOKED" | "LOST";
            /**
             * Format: date-time
             * @description After RETRY: when the next attempt may start
             */
            retryAt: string | null;
            /** Format: date-time */
            startedAt: string;
            /** @example worker@mall-1 */
            worker: string | null;
        };
        RunLogLine: {
            /** Format: date-time */
            at: string;
            /** @description The try that logged it, 1 for the first */
            attempt: number;
            /** @description Grows from line to line */
            id: string;
            /** @example info */
            level: string;
            /** @example billed 1200 contracts */
            message: string;
        };
        RunsActedOn: {
            items: components["schemas"]["RunActedOn"][];
        };
        RunsToActOn: {
            ids: string[];
        };
        RunsToRevoke: {
            ids: string[];
            /**
             * @description Also end those that are being executed
             * @default false
             */
            terminate: boolean;
        };
        RunTimeline: {
            /** @description The oldest first; at most the last 51 */
            attempts: components["schemas"]["RunAttempt"][];
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it may start, or last could: its eta, its creation, or the end of the delay of a retry
             */
            dueAt: string;
            /**
             * Format: date-time
             * @description While it waits or runs: when it was last handed to the broker; null: it has not been, or has ended
             */
            publishedAt: string | null;
            /** @description Milliseconds from when it could start to its last start; null while it waits */
            queueMs: number | null;
        };
        Schedule: {
            /**
             * @description Single moments
             * @example 2026-01-09T20:00:00+08:00
             */
            at: (string | string[]) | null;
            /**
             * @description null: every day
             * @example cn-workdays
             */
            calendar: string | null;
            /**
             * @description A slot on a day that the calendar does not have: there is none, or it moves to the next or previous day
             * @enum {string}
             */
            calendarRule: "only" | "next" | "previous";
            /** @enum {string} */
            catchUp: "none" | "latest" | "all";
            /** @description Seconds for which a missed slot may still be caught up on */
            catchUpWindow: number;
            /**
             * Format: date-time
             * @description When it was made or last changed
             */
            changedAt: string;
            /** @description By whom; null: by the code */
            changedBy: string | null;
            /**
             * @description Minute, hour, day of month, month, day of week; several as a list; null: none
             * @example 0 20 * * 5
             */
            cron: (string | string[]) | null;
            /** @description A person has changed what the code declares */
            customised: boolean;
            /** @example 每月出账 */
            description: string;
            enabled: boolean;
            /**
             * Format: date-time
             * @description The last moment at which there may be a slot
             */
            end: string | null;
            /**
             * @description Intervals, counted from start or else from midnight of Monday, 1 January 2001
             * @example 15m
             */
            every: (string | string[]) | null;
            /** @description Seconds after which a run that has not started is given up */
            expires: number | null;
            /** @description Most seconds by which each run is put off at random */
            jitter: number | null;
            kwargs: {
                [key: string]: unknown;
            };
            lastRun: components["schemas"]["LastRun"] | null;
            /**
             * Format: date-time
             * @example 2026-01-09T20:00:00+08:00
             */
            lastSlot: string | null;
            /** @description After so many runs of slots it comes no more */
            maxRuns: number | null;
            /** @example backup-database */
            name: string;
            /**
             * Format: date-time
             * @description null: never
             */
            next: string | null;
            /** @example 假期后重新启用 */
            note: string;
            /** @enum {string} */
            overlap: "skip" | "buffer_one" | "buffer_all" | "cancel_other" | "terminate_other" | "allow_all";
            /** @description It is disabled after so many failures in a row */
            pauseAfterFailures: number | null;
            /** @description Why the program disabled it */
            pausedBecause: string | null;
            /** @description 0 to 9, higher first */
            priority: number;
            /** @description null: the task's own */
            queue: string | null;
            /** @description The last slots, at most 20, the latest first */
            recent: components["schemas"]["RecentSlot"][];
            /** @description Slots that became a run */
            runCount: number;
            /**
             * @description Who declared it
             * @enum {string}
             */
            source: "code" | "person";
            /**
             * Format: date-time
             * @description The first moment at which there may be a slot
             */
            start: string | null;
            /** @example backup.backup-database */
            task: string;
            /** @example Asia/Shanghai */
            timezone: string;
            /** @description What somebody should look at */
            warnings: components["schemas"]["Warning"][];
            /** @description When it comes */
            words: components["schemas"]["Words"];
        };
        ScheduleChange: {
            /** @example schedule.update */
            action: string;
            /** Format: date-time */
            at: string;
            /** @description A username, `command line`, `code`, `scheduler`, or `SQL: ` and a database role */
            by: string;
            /** @description Of a change the fields that differ: {"before": {...}, "after": {...}} */
            details: {
                [key: string]: unknown;
            };
        };
        SeriesPoint: {
            /**
             * Format: date-time
             * @description Its beginning
             */
            at: string;
            /** @description Runs that failed for good; also those that were retried since */
            failed: number;
            revoked: number;
            /** @description Runs that ended well */
            succeeded: number;
        };
        Session: {
            /**
             * @description Where it was last used from
             * @example 192.0.2.7
             */
            address: string | null;
            /**
             * @description Whether it is kept in cookies; null: opened by a version before this one
             * @enum {string|null}
             */
            client: "browser" | "program" | null;
            /** Format: date-time */
            createdAt: string;
            /** @description Whether it is the one that asks */
            current: boolean;
            /**
             * Format: date-time
             * @description When it ends unless it is used before
             */
            expiresAt: string;
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastUsedAt: string;
            /** @example Mozilla/5.0 (X11; Linux x86_64) ... */
            userAgent: string | null;
        };
        Setting: {
            /**
             * @description What it is where nobody sets it; null: not set
             * @example 12
             */
            default: (string | number | boolean) | null;
            /**
             * @description What it is for
             * @example Hours for which a sign-in stays valid.
             */
            description: string;
            /**
             * @description As in the environment and in .env
             * @example SESSION_HOURS
             */
            name: string;
            /** @description Whether its value is masked */
            secret: boolean;
            /**
             * @description Where the value came from
             * @enum {string}
             */
            source: "default" | "environment" | ".env" | "embedded server" | "command line";
            /**
             * @description What its number counts
             * @enum {string|null}
             */
            unit: "seconds" | "minutes" | "hours" | "days" | "percent a day" | null;
            /**
             * @description Secrets are masked: ***. Null: not set
             * @example 12
             */
            value: (string | number | boolean) | null;
        };
        Shop: {
            /** @example 93.50 */
            areaSqm: string | null;
            /** @example 珠宝 */
            category: string | null;
            /**
             * Format: date-time
             * @example null
             */
            closedAt: string | null;
            /** @example L1-101 */
            code: string;
            /**
             * @description Of the contract that lets it today
             * @example 12
             */
            contractId: string | null;
            /** @example HT2026-00002 */
            contractNumber: string | null;
            /** Format: date-time */
            createdAt: string;
            /** @example L1 */
            floor: string | null;
            /** @example 12 */
            id: string;
            /**
             * Format: date
             * @description First day of the next contract, one that is signed but not begun
             * @example null
             */
            letFrom: string | null;
            /**
             * Format: date
             * @description Last day of the present contract's term
             * @example 2028-12-31
             */
            letUntil: string | null;
            /** @example manager1@mall.example */
            managerEmail: string | null;
            /** @example 李平 */
            managerName: string | null;
            /** @example 金汇珠宝 */
            name: string;
            /**
             * @description LET: a contract that is or was ACTIVE covers the mall's today
             * @example LET
             * @enum {string}
             */
            status: "VACANT" | "LET" | "CLOSED";
            /**
             * @description Of the tenant who is in it today
             * @example 7
             */
            tenantId: string | null;
            /** @example 金汇珠宝有限公司 */
            tenantName: string | null;
            /** Format: date-time */
            updatedAt: string;
        };
        SignedIn: {
            /** @description Send it as "Authorization: Bearer TOKEN". Null when it was given as a cookie */
            accessToken: string | null;
            /** Format: date-time */
            expiresAt: string;
            /** @description Whether POST /api/v1/auth/password has to come before anything else */
            mustChangePassword: boolean;
        };
        Slot: {
            /**
             * Format: date-time
             * @description When that was settled
             */
            createdAt: string;
            /** @enum {string} */
            outcome: "RUN" | "SKIPPED";
            /** @description Why it was skipped */
            reason: string | null;
            /** Format: uuid */
            runId: string | null;
            /**
             * Format: date-time
             * @example 2026-01-09T20:00:00+08:00
             */
            slot: string;
        };
        Statement: {
            /** @example 1234.50 */
            closingBalance: string;
            /**
             * @description Sum of the credits
             * @example 0.00
             */
            credit: string;
            /**
             * @description Sum of the debits
             * @example 1234.50
             */
            debit: string;
            entries: components["schemas"]["StatementEntry"][];
            /** Format: date */
            from: string;
            /** @example 0.00 */
            openingBalance: string;
            /** @example 7 */
            tenantId: string;
            /** @example 星河餐饮有限公司 */
            tenantName: string;
            /** Format: date */
            to: string;
        };
        StatementEntry: {
            /** Format: date-time */
            at: string;
            /**
             * @description What the tenant owes after it; below zero: what is its credit
             * @example 1234.50
             */
            balance: string;
            /**
             * @description Of a bill
             * @enum {string|null}
             */
            charge: "RENT" | "MANAGEMENT" | "OTHER" | "LATE_FEE" | null;
            /** @example HT2026-00002 */
            contractNumber: string;
            /**
             * @description What the tenant owes less from then on
             * @example 0.00
             */
            credit: string;
            /**
             * Format: date
             * @description In the mall
             * @example 2026-01-05
             */
            date: string;
            /**
             * @description What the tenant owes more from then on
             * @example 1234.50
             */
            debit: string;
            /**
             * @description What a bill is for, how it was paid, or why it was taken back, reversed or paid back
             * @example 银行转账
             */
            description: string | null;
            /** @enum {string} */
            kind: "BILL" | "CREDIT_NOTE" | "PAYMENT" | "REVERSAL" | "REFUND";
            /**
             * @description Number of the bill or credit note, or reference of the payment or refund
             * @example B202601-HT2026-00002-R
             */
            number: string;
            /**
             * Format: date
             * @description Of a bill
             */
            periodEnd: string | null;
            /**
             * Format: date
             * @description Of a bill
             */
            periodStart: string | null;
        };
        SubmitRunDto: {
            /** @description Seconds until the run may start */
            countdown?: number;
            /**
             * Format: date-time
             * @description When the run may start; not together with countdown
             */
            eta?: string;
            /**
             * Format: date-time
             * @description When the run is given up if it has not started
             */
            expires?: string;
            /** @description The same key gives the same run */
            idempotencyKey?: string;
            /** @description The task's input */
            kwargs?: {
                [key: string]: unknown;
            };
            /**
             * @description Higher first
             * @default 0
             */
            priority: number;
            /** @description A queue other than the task's own */
            queue?: string;
            /** @description Instead of the task's own */
            retry?: components["schemas"]["RetryPolicy"];
            /** @description Seconds until the run's abort signal fires, instead of the task's own; not above timeLimit */
            softTimeLimit?: number;
            /** @description Seconds until the run is ended by force, instead of the task's own */
            timeLimit?: number;
        };
        TaskFigures: {
            /** @example 1 */
            failed: number;
            /**
             * @description What the last failed run said
             * @example null
             */
            lastError: string | null;
            /**
             * @description Of the longest run, in ms
             * @example 1840
             */
            longestMs: number | null;
            /** @description Ended well, but not at the first try */
            retried: number;
            /** @example 1 */
            revoked: number;
            /** @example 1 */
            succeeded: number;
            /** @example finance.generate-monthly-accounts */
            task: string;
        };
        TaskFiguresList: {
            /**
             * Format: date-time
             * @description Where the range begins
             */
            from: string;
            /** @description By name */
            items: components["schemas"]["TaskRunFigures"][];
            /** @description All are on one page */
            nextCursor: string | null;
        };
        TaskLimitsView: {
            /**
             * @description null: none
             * @example 10/m
             */
            rateLimit: string | null;
            /** @description Seconds; null: TASK_SOFT_TIME_LIMIT */
            softTimeLimit: number | null;
            /** @description Seconds; null: TASK_TIME_LIMIT */
            timeLimit: number | null;
        };
        TaskRunFigures: {
            /** @description Runs that ended */
            count: number;
            /** @description Runs that failed for good; also those that were retried since */
            failed: number;
            /** @description What the last run that failed in the range said */
            lastError: string | null;
            /**
             * @description What half of the runs stayed below, from when they could start until they did, in ms; null: of none
             * @example 184.2
             */
            queueP50Ms: number | null;
            /**
             * @description What 95 of 100 runs stayed below, from when they could start until they did, in ms; null: of none
             * @example 184.2
             */
            queueP95Ms: number | null;
            revoked: number;
            /**
             * @description What half of the runs stayed below, from start to end, in ms; null: of none
             * @example 184.2
             */
            runtimeP50Ms: number | null;
            /**
             * @description What 95 of 100 runs stayed below, from start to end, in ms; null: of none
             * @example 184.2
             */
            runtimeP95Ms: number | null;
            /** @description Runs that ended well */
            succeeded: number;
            /** @example finance.generate-monthly-accounts */
            task: string;
        };
        TaskSeriesPoint: {
            /**
             * Format: date-time
             * @description Its beginning
             */
            at: string;
            /** @description Runs that failed for good; also those that were retried since */
            failed: number;
            /**
             * @description What 95 of 100 runs stayed below, from when they could start until they did, in ms; null: of none
             * @example 184.2
             */
            queueP95Ms: number | null;
            revoked: number;
            /**
             * @description What half of the runs stayed below, from start to end, in ms; null: of none
             * @example 184.2
             */
            runtimeP50Ms: number | null;
            /**
             * @description What 95 of 100 runs stayed below, from start to end, in ms; null: of none
             * @example 184.2
             */
            runtimeP95Ms: number | null;
            /** @description Runs that ended well */
            succeeded: number;
        };
        TaskStatisticsView: {
            /** @description Seconds that each point of the series stands for */
            bucketSeconds: number;
            /** @description Without gaps; the last one has only begun */
            series: components["schemas"]["TaskSeriesPoint"][];
            /** @example finance.generate-monthly-accounts */
            task: string;
            /** @description Of all of the range */
            totals: components["schemas"]["TaskRunFigures"];
        };
        TaskView: {
            /** @description Other names that are accepted, such as those of Celery */
            aliases: string[];
            /** @description How many of its runs (or of those with one key of their input) are executed at once */
            concurrency: number | null;
            /** @example Makes the bills that are due and absent. */
            description: string;
            /** @description JSON Schema of kwargs */
            input: {
                [key: string]: unknown;
            };
            /** @example finance.generate-monthly-accounts */
            name: string;
            /** @description What it needs to start it by hand, or by a schedule of one’s own */
            permission: components["schemas"]["Permission"];
            /** @example finance */
            queue: string;
            /**
             * @description How often a run may start
             * @example 10/m
             */
            rateLimit: string | null;
            retry: components["schemas"]["RetryPolicy"];
            /** @description Seconds; null: TASK_SOFT_TIME_LIMIT */
            softTimeLimit: number | null;
            /** @description Seconds; null: TASK_TIME_LIMIT */
            timeLimit: number | null;
        };
        TemplateTexts: {
            /**
             * @example {% for bill in bills %}- {{ bill.number }}：{{ bill.outstanding | money }}
             *     {% endfor %}
             */
            body: string;
            /** @example {{ tenantName }}：{{ count }} 笔账单即将到期 */
            title: string;
        };
        TemplateVariable: {
            /** @example All of them */
            description: string;
            /** @description What previews show */
            example: Record<string, never> | null;
            /** @example bills */
            name: string;
            /** @description The parts of an object, or of an entry of a list, by name */
            of?: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            type: "text" | "number" | "money" | "date" | "object" | "list";
        };
        Tenant: {
            /**
             * @description outstanding less credit: the sum of the account
             * @example 1634.50
             */
            balance: string;
            /**
             * @description Numbers of contracts whose term covers today
             * @example [
             *       "HT2026-00002"
             *     ]
             */
            contracts: string[];
            /**
             * @description Overpaid or taken back, and not applied to a bill yet
             * @example 100.00
             */
            credit: string;
            /** @example 7 */
            id: string;
            /** @example 星河餐饮有限公司 */
            name: string;
            /**
             * @description Of all bills, due or not
             * @example 1734.50
             */
            outstanding: string;
            /**
             * @description What of it was due before the mall's today
             * @example 500.00
             */
            overdue: string;
        };
        TerminateContract: {
            /** @example 已与租户确认 */
            comment?: string;
            /**
             * @description The new last day of the term: before the present one, and past if the tenant has left already
             * @example 2027-06-30
             */
            endDate: string;
            /** @example 经营不善 */
            reason: string;
        };
        UpdateContract: {
            /**
             * @description monthly, quarterly, yearly
             * @example monthly
             */
            billingCycle?: string;
            /**
             * @description Default: the month of startDate
             * @example 2026-01
             */
            billingFrom?: string;
            /** @example gao@shop.example */
            contactEmail?: string | null;
            /** @example 高桂 */
            contactName?: string | null;
            /** @example 15633021001 */
            contactPhone?: string | null;
            /**
             * @description Default 0.00
             * @example 25000.00
             */
            deposit?: string;
            /**
             * @description Day of the month, 1 to 31
             * @example 5
             */
            dueDay?: string;
            /**
             * @description Last day of the term
             * @example 2028-12-31
             */
            endDate?: string;
            /**
             * @description Default 0
             * @example 3
             */
            escalationPercent?: string;
            /**
             * @description A month; default 0.00
             * @example 1500.00
             */
            managementFee?: string;
            /** @example 12500.00 */
            monthlyRent?: string;
            /** @example HT2026-00002 */
            number?: string;
            /**
             * @description Last day without rent
             * @example 2026-01-31
             */
            rentFreeUntil?: string | null;
            /** @example L1-101 */
            shopCode?: string;
            /**
             * @description First day of the term
             * @example 2026-01-01
             */
            startDate?: string;
            /**
             * @description A tenant of this name is made when there is none
             * @example 金汇珠宝有限公司
             */
            tenantName?: string;
        };
        UpdateShop: {
            /**
             * @description Square metres
             * @example 93.50
             */
            areaSqm?: string | null;
            /** @example 珠宝 */
            category?: string | null;
            /** @description true: nothing is let here any more */
            closed?: boolean;
            /** @example L1-101 */
            code?: string;
            /** @example L1 */
            floor?: string | null;
            /** @example manager1@mall.example */
            managerEmail?: string | null;
            /** @example 李平 */
            managerName?: string | null;
            /** @example 金汇珠宝 */
            name?: string;
        };
        User: {
            /** @description Whether another password has to be chosen before anything else can be done */
            mustChangePassword: boolean;
            /** @example 王芳 */
            name: string | null;
            /** @description What the role permits; of an API key, only what its scopes permit too */
            permissions: components["schemas"]["Permission"][];
            role: components["schemas"]["RoleName"];
            /** @example admin */
            username: string;
        };
        UserAccount: {
            /** Format: date-time */
            createdAt: string;
            /** @example wang.fang@example.com */
            email: string | null;
            /** @description A user who is not enabled cannot sign in, and has no sessions */
            enabled: boolean;
            /**
             * Format: date-time
             * @description Of the sessions that there are
             */
            lastUsedAt: string | null;
            /** @description Whether another password has to be chosen at the next sign-in */
            mustChangePassword: boolean;
            /** @example 王芳 */
            name: string | null;
            role: components["schemas"]["RoleName"];
            /** @example wang.fang */
            username: string;
        };
        UserWithPassword: {
            /** Format: date-time */
            createdAt: string;
            /** @example wang.fang@example.com */
            email: string | null;
            /** @description A user who is not enabled cannot sign in, and has no sessions */
            enabled: boolean;
            /**
             * Format: date-time
             * @description Of the sessions that there are
             */
            lastUsedAt: string | null;
            /** @description Whether another password has to be chosen at the next sign-in */
            mustChangePassword: boolean;
            /** @example 王芳 */
            name: string | null;
            role: components["schemas"]["RoleName"];
            /** @description Told this once; its owner has to choose another one. Null where one was given */
            temporaryPassword: string | null;
            /** @example wang.fang */
            username: string;
        };
        VacantShop: {
            /** @example 93.50 */
            areaSqm: string | null;
            /** @example L1-101 */
            code: string;
            /** @example L1 */
            floor: string | null;
            /** @example 金汇珠宝 */
            name: string;
            /**
             * Format: date
             * @description First day without a tenant; null when there never was one
             */
            since: string | null;
        };
        VacantShops: {
            /**
             * @description The areas of all of them; absent in reports of releases that did not tell it
             * @example 187.00
             */
            areaSqm?: string;
            items: components["schemas"]["VacantShop"][];
            /** @example 2 */
            total: number;
        };
        VoidBill: {
            /** @example 重复出账 */
            reason: string;
        };
        Warning: {
            /**
             * @description paused: after failures; finished: it has run as often as it may; calendar-years-unknown: of some years the calendar only knows Monday to Friday
             * @enum {string}
             */
            code: "paused" | "unknown-task" | "unknown-queue" | "unreadable" | "finished" | "comes-no-more" | "calendar-years-unknown";
            /** @example at 20:00, only on Friday */
            en: string;
            /** @example 星期五 20:00 */
            zh: string;
        };
        Week: {
            /** @description Schedules with more than 24 slots on one of the days, which are not among the items */
            dense: components["schemas"]["DenseDay"][];
            /**
             * Format: date
             * @description The first day
             * @example 2026-01-05
             */
            from: string;
            /** @description In the order of their times */
            items: components["schemas"]["WeekItem"][];
            /**
             * @description The mall's zone, whose days these are
             * @example Asia/Shanghai
             */
            timezone: string;
            /**
             * Format: date
             * @description The last day
             * @example 2026-01-11
             */
            to: string;
        };
        WeekItem: {
            /**
             * Format: date-time
             * @description With the offset of the mall's zone
             */
            at: string;
            /** @description Why it was skipped */
            reason: string | null;
            /**
             * Format: uuid
             * @description Its run, as long as it is kept
             */
            run: string | null;
            /** @example backup-database */
            schedule: string;
            /**
             * @description planned: it is to come; RUN: it ran, and how that ended is not kept any more; else that of its run
             * @enum {string}
             */
            status: "planned" | "PENDING" | "STARTED" | "RETRY" | "SUCCESS" | "FAILURE" | "REVOKED" | "RUN" | "SKIPPED";
        };
        Words: {
            /** @example at 20:00, only on Friday */
            en: string;
            /** @example 星期五 20:00 */
            zh: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    AboutController_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["About"];
                };
            };
        };
    };
    AgeingController_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgeingReport"];
                };
            };
        };
    };
    ApiKeysController_list: {
        parameters: {
            query?: {
                all?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    ApiKeysController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKey"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
        };
    };
    ApiKeysController_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    AuditController_list: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                cursor?: string;
                from?: string;
                limit?: number;
                q?: string;
                subjectId?: string;
                subjectType?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEntry"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    AuditController_getFile: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                from?: string;
                q?: string;
                subjectId?: string;
                subjectType?: string;
                to?: string;
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    AuthController_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    AuthController_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    AuthController_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    AuthController_changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    AuthController_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refreshed"];
                };
            };
        };
    };
    AuthController_listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Session"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    AuthController_endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
        };
    };
    AuthController_endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    BackupsController_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                status?: "RUNNING" | "COMPLETE" | "VERIFIED" | "DAMAGED" | "FAILED" | "PRUNED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Backup"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    BackupsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    BackupsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
        };
    };
    BackupsController_download: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    BackupsController_manifest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
        };
    };
    BackupsController_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestoreBackup"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restoration"];
                };
            };
        };
    };
    BackupsController_verify: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run that does it; it fails when the backup is damaged */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    BackupsController_prune: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PruneBackups"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    BackupsController_retention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupRetention"];
                };
            };
        };
    };
    BillsController_list: {
        parameters: {
            query?: {
                charge?: "RENT" | "MANAGEMENT" | "OTHER" | "LATE_FEE";
                contract?: string;
                createdBefore?: string;
                createdFrom?: string;
                cursor?: string;
                daysOverdue?: number;
                dueBefore?: string;
                dueFrom?: string;
                limit?: number;
                period?: string;
                q?: string;
                shop?: string;
                sort?: "number" | "-number" | "dueDate" | "-dueDate" | "amount" | "-amount";
                status?: "UNPAID" | "PARTIAL" | "PAID" | "OVERDUE" | "VOID";
                tenant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Bill"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    BillsController_charge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChargeOnce"];
            };
        };
        responses: {
            /** @description It was charged before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bill"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bill"];
                };
            };
        };
    };
    FinanceFilesController_getBills: {
        parameters: {
            query?: {
                charge?: "RENT" | "MANAGEMENT" | "OTHER" | "LATE_FEE";
                contract?: string;
                createdBefore?: string;
                createdFrom?: string;
                daysOverdue?: number;
                dueBefore?: string;
                dueFrom?: string;
                period?: string;
                q?: string;
                shop?: string;
                sort?: "number" | "-number" | "dueDate" | "-dueDate" | "amount" | "-amount";
                status?: "UNPAID" | "PARTIAL" | "PAID" | "OVERDUE" | "VOID";
                tenant?: string;
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    BillsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bill"];
                };
            };
        };
    };
    BillsController_pdf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    BillsController_allocationsOf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Allocation"][];
                };
            };
        };
    };
    BillsController_credit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreditBill"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditNote"];
                };
            };
        };
    };
    BillsController_reissue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bill"];
                };
            };
        };
    };
    BillsController_void: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoidBill"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bill"];
                };
            };
        };
    };
    CalendarsController_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CalendarView"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    CalendarsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarView"];
                };
            };
        };
    };
    CalendarsController_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutCalendar"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarView"];
                };
            };
        };
    };
    CalendarsController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    CalendarsController_days: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DaysOfCalendar"];
                };
            };
        };
    };
    ContractsController_list: {
        parameters: {
            query?: {
                cursor?: string;
                endsBefore?: string;
                endsFrom?: string;
                limit?: number;
                q?: string;
                shop?: string;
                sort?: "number" | "-number" | "startDate" | "-startDate" | "endDate" | "-endDate";
                startsBefore?: string;
                startsFrom?: string;
                status?: "DRAFT" | "PENDING_REVIEW" | "ACTIVE" | "EXPIRED" | "TERMINATED" | "RENEWED";
                tenant?: string;
                tenantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Contract"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    ContractsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateContract"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contract"];
                };
            };
        };
    };
    StoreFilesController_getContracts: {
        parameters: {
            query?: {
                endsBefore?: string;
                endsFrom?: string;
                q?: string;
                shop?: string;
                sort?: "number" | "-number" | "startDate" | "-startDate" | "endDate" | "-endDate";
                startsBefore?: string;
                startsFrom?: string;
                status?: "DRAFT" | "PENDING_REVIEW" | "ACTIVE" | "EXPIRED" | "TERMINATED" | "RENEWED";
                tenant?: string;
                tenantId?: string;
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    ContractsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contract"];
                };
            };
        };
    };
    ContractsController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ContractsController_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateContract"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contract"];
                };
            };
        };
    };
    ContractsController_approve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ContractComment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contract"];
                };
            };
        };
    };
    ContractDocumentsController_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ContractDocument"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    ContractDocumentsController_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description The contract has this document already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractDocument"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContractDocument"];
                };
            };
        };
    };
    ContractDocumentsController_download: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                documentId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file as it was sent, to be saved and never to be shown in place */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    ContractDocumentsController_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                documentId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    ContractsController_history: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ContractEvent"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    ContractsController_reject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RejectContract"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contract"];
                };
            };
        };
    };
    ContractsController_renew: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenewContract"];
            };
        };
        responses: {
            /** @description The successor, a DRAFT */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contract"];
                };
            };
        };
    };
    ContractsController_submit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ContractComment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contract"];
                };
            };
        };
    };
    ContractsController_terminate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TerminateContract"];
            };
        };
        responses: {
            /** @description What was billed beyond the new end is credited */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contract"];
                };
            };
        };
    };
    CreditNotesController_list: {
        parameters: {
            query?: {
                bill?: string;
                contract?: string;
                cursor?: string;
                kind?: "VOID" | "TERMINATION" | "CORRECTION";
                limit?: number;
                tenant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CreditNote"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    FinanceFilesController_getCreditNotes: {
        parameters: {
            query?: {
                bill?: string;
                contract?: string;
                kind?: "VOID" | "TERMINATION" | "CORRECTION";
                tenant?: string;
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    CreditNotesController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditNote"];
                };
            };
        };
    };
    EventsController_tell: {
        parameters: {
            query?: {
                since?: string;
            };
            header?: {
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that does not end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    ImportsController_import: {
        parameters: {
            query?: {
                billingFrom?: string;
                dryRun?: boolean;
                skipInvalid?: boolean;
                update?: boolean;
            };
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file?: string;
                };
                "text/csv": {
                    /** Format: binary */
                    file?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAnswer"];
                };
            };
        };
    };
    ImportsController_template: {
        parameters: {
            query?: {
                language?: "zh" | "en";
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    ChannelsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NotificationChannel"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    NotificationHoldController_current: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationHoldState"];
                };
            };
        };
    };
    NotificationHoldController_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldNotifications"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationHoldState"];
                };
            };
        };
    };
    NotificationHoldController_release: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseNotifications"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleasedNotifications"];
                };
            };
        };
    };
    PreferencesController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recipient: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
        };
    };
    PreferencesController_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recipient: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePreferences"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
                };
            };
        };
    };
    TemplatesController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NotificationTemplate"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    TemplatesController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel: "in-app" | "email" | "sms" | "webhook";
                kind: string;
                language: "zh" | "en";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationTemplate"];
                };
            };
        };
    };
    TemplatesController_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel: "in-app" | "email" | "sms" | "webhook";
                kind: string;
                language: "zh" | "en";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateTexts"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationTemplate"];
                };
            };
        };
    };
    TemplatesController_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel: "in-app" | "email" | "sms" | "webhook";
                kind: string;
                language: "zh" | "en";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationTemplate"];
                };
            };
        };
    };
    TemplatesController_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel: "in-app" | "email" | "sms" | "webhook";
                kind: string;
                language: "zh" | "en";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewTemplate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenderedTemplate"];
                };
            };
        };
    };
    NotificationsController_list: {
        parameters: {
            query?: {
                channel?: "in-app" | "email" | "sms" | "webhook";
                cursor?: string;
                from?: string;
                kind?: string;
                limit?: number;
                recipient?: string;
                status?: "PENDING" | "SENT" | "FAILED" | "DROPPED";
                subject?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notice"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    NotificationsController_getFile: {
        parameters: {
            query?: {
                channel?: "in-app" | "email" | "sms" | "webhook";
                from?: string;
                kind?: string;
                recipient?: string;
                status?: "PENDING" | "SENT" | "FAILED" | "DROPPED";
                subject?: string;
                to?: string;
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    NotificationsController_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
        };
    };
    NotificationsController_markRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
        };
    };
    NotificationsController_resend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
        };
    };
    OverviewController_get: {
        parameters: {
            query?: {
                range?: "24h" | "7d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
        };
    };
    PaymentsController_list: {
        parameters: {
            query?: {
                bill?: string;
                contract?: string;
                cursor?: string;
                limit?: number;
                method?: string;
                paidBefore?: string;
                paidFrom?: string;
                q?: string;
                reference?: string;
                reversed?: "true" | "false";
                sort?: "createdAt" | "-createdAt" | "paidAt" | "-paidAt" | "amount" | "-amount";
                tenant?: string;
                unapplied?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Payment"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    PaymentsController_record: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordPayment"];
            };
        };
        responses: {
            /** @description It was recorded before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    FinanceFilesController_getPayments: {
        parameters: {
            query?: {
                bill?: string;
                contract?: string;
                method?: string;
                paidBefore?: string;
                paidFrom?: string;
                q?: string;
                reference?: string;
                reversed?: "true" | "false";
                sort?: "createdAt" | "-createdAt" | "paidAt" | "-paidAt" | "amount" | "-amount";
                tenant?: string;
                unapplied?: "true" | "false";
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    PaymentsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    PaymentsController_allocationsOf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Allocation"][];
                };
            };
        };
    };
    PaymentsController_receipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    PaymentsController_refund: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundPayment"];
            };
        };
        responses: {
            /** @description It was recorded before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"];
                };
            };
        };
    };
    PaymentsController_refunds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refund"][];
                };
            };
        };
    };
    PaymentsController_reverse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReversePayment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
        };
    };
    QueuesController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["QueueView"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    QueuesController_pause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueView"];
                };
            };
        };
    };
    QueuesController_purge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purged"];
                };
            };
        };
    };
    QueuesController_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueView"];
                };
            };
        };
    };
    StatisticsController_getDepths: {
        parameters: {
            query?: {
                range?: "1h" | "24h" | "7d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueDepths"];
                };
            };
        };
    };
    ReportsController_list: {
        parameters: {
            query?: {
                cursor?: string;
                edition?: "daily" | "weekly" | "monthly";
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ReportSummary"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    ReportFilesController_get: {
        parameters: {
            query?: {
                edition?: "daily" | "weekly" | "monthly";
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    ReportsController_get: {
        parameters: {
            query?: {
                format?: "json" | "html" | "pdf" | "xlsx";
            };
            header?: never;
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "edition": "daily",
                     *       "date": "2026-01-30",
                     *       "from": "2026-01-30",
                     *       "to": "2026-01-30",
                     *       "createdAt": "2026-01-30T23:00:00.000Z",
                     *       "money": {
                     *         "billed": "260000.00",
                     *         "collected": "98000.00",
                     *         "recordedLater": "50000.00",
                     *         "outstanding": "412500.00",
                     *         "ageing": {
                     *           "buckets": [
                     *             {
                     *               "days": "1-30",
                     *               "bills": 1,
                     *               "amount": "12500.00"
                     *             },
                     *             {
                     *               "days": "31-60",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             },
                     *             {
                     *               "days": "61-90",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             },
                     *             {
                     *               "days": "90+",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             }
                     *           ],
                     *           "bills": 1,
                     *           "total": "12500.00"
                     *         }
                     *       },
                     *       "leasing": {
                     *         "shops": 120,
                     *         "let": 119,
                     *         "vacant": {
                     *           "total": 1,
                     *           "items": [
                     *             {
                     *               "code": "L2-205",
                     *               "name": "二层 205",
                     *               "floor": "L2",
                     *               "areaSqm": "93.50",
                     *               "since": "2025-12-01"
                     *             }
                     *           ]
                     *         },
                     *         "began": {
                     *           "total": 0,
                     *           "items": []
                     *         },
                     *         "expiring": {
                     *           "total": 1,
                     *           "items": [
                     *             {
                     *               "number": "HT2025-00002",
                     *               "shopCode": "L1-101",
                     *               "shopName": "星光咖啡",
                     *               "tenantName": "上海星光餐饮有限公司",
                     *               "startDate": "2025-02-15",
                     *               "endDate": "2026-02-14",
                     *               "monthlyRent": "12500.00",
                     *               "renewed": false
                     *             }
                     *           ]
                     *         },
                     *         "ended": {
                     *           "total": 0,
                     *           "items": []
                     *         }
                     *       },
                     *       "notices": {
                     *         "sent": 14,
                     *         "failed": 0
                     *       },
                     *       "tasks": [
                     *         {
                     *           "task": "finance.generate-monthly-accounts",
                     *           "succeeded": 1,
                     *           "failed": 0,
                     *           "revoked": 0,
                     *           "retried": 0,
                     *           "longestMs": 1840,
                     *           "lastError": null
                     *         }
                     *       ],
                     *       "comparison": [
                     *         {
                     *           "name": "day-before",
                     *           "from": "2026-01-29",
                     *           "to": "2026-01-29",
                     *           "billed": {
                     *             "was": "0.00",
                     *             "change": "260000.00",
                     *             "percent": null
                     *           },
                     *           "collected": {
                     *             "was": "80000.00",
                     *             "change": "18000.00",
                     *             "percent": "22.5"
                     *           },
                     *           "outstanding": {
                     *             "was": "250500.00",
                     *             "change": "162000.00",
                     *             "percent": "64.7"
                     *           },
                     *           "overdue": {
                     *             "was": "12500.00",
                     *             "change": "0.00",
                     *             "percent": "0.0"
                     *           },
                     *           "occupancy": {
                     *             "was": "99.2",
                     *             "change": "0.0",
                     *             "percent": null
                     *           }
                     *         }
                     *       ],
                     *       "charts": {
                     *         "collections": [
                     *           {
                     *             "date": "2026-01-30",
                     *             "billed": "260000.00",
                     *             "collected": "98000.00"
                     *           }
                     *         ],
                     *         "occupancy": [
                     *           {
                     *             "date": "2026-01-30",
                     *             "shops": 120,
                     *             "let": 119
                     *           }
                     *         ],
                     *         "expiries": [
                     *           {
                     *             "month": "2026-02",
                     *             "contracts": 1,
                     *             "monthlyRent": "12500.00"
                     *           }
                     *         ]
                     *       },
                     *       "knownAt": "2026-01-30T23:00:00.123456Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Report"];
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/html": string;
                };
            };
        };
    };
    ReportsController_getFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                date: string;
                format: "pdf" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
        };
    };
    ReportsController_getMonthly: {
        parameters: {
            query?: {
                format?: "json" | "html" | "pdf" | "xlsx";
            };
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "edition": "daily",
                     *       "date": "2026-01-30",
                     *       "from": "2026-01-30",
                     *       "to": "2026-01-30",
                     *       "createdAt": "2026-01-30T23:00:00.000Z",
                     *       "money": {
                     *         "billed": "260000.00",
                     *         "collected": "98000.00",
                     *         "recordedLater": "50000.00",
                     *         "outstanding": "412500.00",
                     *         "ageing": {
                     *           "buckets": [
                     *             {
                     *               "days": "1-30",
                     *               "bills": 1,
                     *               "amount": "12500.00"
                     *             },
                     *             {
                     *               "days": "31-60",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             },
                     *             {
                     *               "days": "61-90",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             },
                     *             {
                     *               "days": "90+",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             }
                     *           ],
                     *           "bills": 1,
                     *           "total": "12500.00"
                     *         }
                     *       },
                     *       "leasing": {
                     *         "shops": 120,
                     *         "let": 119,
                     *         "vacant": {
                     *           "total": 1,
                     *           "items": [
                     *             {
                     *               "code": "L2-205",
                     *               "name": "二层 205",
                     *               "floor": "L2",
                     *               "areaSqm": "93.50",
                     *               "since": "2025-12-01"
                     *             }
                     *           ]
                     *         },
                     *         "began": {
                     *           "total": 0,
                     *           "items": []
                     *         },
                     *         "expiring": {
                     *           "total": 1,
                     *           "items": [
                     *             {
                     *               "number": "HT2025-00002",
                     *               "shopCode": "L1-101",
                     *               "shopName": "星光咖啡",
                     *               "tenantName": "上海星光餐饮有限公司",
                     *               "startDate": "2025-02-15",
                     *               "endDate": "2026-02-14",
                     *               "monthlyRent": "12500.00",
                     *               "renewed": false
                     *             }
                     *           ]
                     *         },
                     *         "ended": {
                     *           "total": 0,
                     *           "items": []
                     *         }
                     *       },
                     *       "notices": {
                     *         "sent": 14,
                     *         "failed": 0
                     *       },
                     *       "tasks": [
                     *         {
                     *           "task": "finance.generate-monthly-accounts",
                     *           "succeeded": 1,
                     *           "failed": 0,
                     *           "revoked": 0,
                     *           "retried": 0,
                     *           "longestMs": 1840,
                     *           "lastError": null
                     *         }
                     *       ],
                     *       "comparison": [
                     *         {
                     *           "name": "day-before",
                     *           "from": "2026-01-29",
                     *           "to": "2026-01-29",
                     *           "billed": {
                     *             "was": "0.00",
                     *             "change": "260000.00",
                     *             "percent": null
                     *           },
                     *           "collected": {
                     *             "was": "80000.00",
                     *             "change": "18000.00",
                     *             "percent": "22.5"
                     *           },
                     *           "outstanding": {
                     *             "was": "250500.00",
                     *             "change": "162000.00",
                     *             "percent": "64.7"
                     *           },
                     *           "overdue": {
                     *             "was": "12500.00",
                     *             "change": "0.00",
                     *             "percent": "0.0"
                     *           },
                     *           "occupancy": {
                     *             "was": "99.2",
                     *             "change": "0.0",
                     *             "percent": null
                     *           }
                     *         }
                     *       ],
                     *       "charts": {
                     *         "collections": [
                     *           {
                     *             "date": "2026-01-30",
                     *             "billed": "260000.00",
                     *             "collected": "98000.00"
                     *           }
                     *         ],
                     *         "occupancy": [
                     *           {
                     *             "date": "2026-01-30",
                     *             "shops": 120,
                     *             "let": 119
                     *           }
                     *         ],
                     *         "expiries": [
                     *           {
                     *             "month": "2026-02",
                     *             "contracts": 1,
                     *             "monthlyRent": "12500.00"
                     *           }
                     *         ]
                     *       },
                     *       "knownAt": "2026-01-30T23:00:00.123456Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Report"];
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/html": string;
                };
            };
        };
    };
    ReportsController_getMonthlyFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                format: "pdf" | "xlsx";
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
        };
    };
    ReportsController_getRange: {
        parameters: {
            query: {
                format?: "json" | "html" | "pdf" | "xlsx";
                from: string;
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "edition": "daily",
                     *       "date": "2026-01-30",
                     *       "from": "2026-01-30",
                     *       "to": "2026-01-30",
                     *       "createdAt": "2026-01-30T23:00:00.000Z",
                     *       "money": {
                     *         "billed": "260000.00",
                     *         "collected": "98000.00",
                     *         "recordedLater": "50000.00",
                     *         "outstanding": "412500.00",
                     *         "ageing": {
                     *           "buckets": [
                     *             {
                     *               "days": "1-30",
                     *               "bills": 1,
                     *               "amount": "12500.00"
                     *             },
                     *             {
                     *               "days": "31-60",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             },
                     *             {
                     *               "days": "61-90",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             },
                     *             {
                     *               "days": "90+",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             }
                     *           ],
                     *           "bills": 1,
                     *           "total": "12500.00"
                     *         }
                     *       },
                     *       "leasing": {
                     *         "shops": 120,
                     *         "let": 119,
                     *         "vacant": {
                     *           "total": 1,
                     *           "items": [
                     *             {
                     *               "code": "L2-205",
                     *               "name": "二层 205",
                     *               "floor": "L2",
                     *               "areaSqm": "93.50",
                     *               "since": "2025-12-01"
                     *             }
                     *           ]
                     *         },
                     *         "began": {
                     *           "total": 0,
                     *           "items": []
                     *         },
                     *         "expiring": {
                     *           "total": 1,
                     *           "items": [
                     *             {
                     *               "number": "HT2025-00002",
                     *               "shopCode": "L1-101",
                     *               "shopName": "星光咖啡",
                     *               "tenantName": "上海星光餐饮有限公司",
                     *               "startDate": "2025-02-15",
                     *               "endDate": "2026-02-14",
                     *               "monthlyRent": "12500.00",
                     *               "renewed": false
                     *             }
                     *           ]
                     *         },
                     *         "ended": {
                     *           "total": 0,
                     *           "items": []
                     *         }
                     *       },
                     *       "notices": {
                     *         "sent": 14,
                     *         "failed": 0
                     *       },
                     *       "tasks": [
                     *         {
                     *           "task": "finance.generate-monthly-accounts",
                     *           "succeeded": 1,
                     *           "failed": 0,
                     *           "revoked": 0,
                     *           "retried": 0,
                     *           "longestMs": 1840,
                     *           "lastError": null
                     *         }
                     *       ],
                     *       "comparison": [
                     *         {
                     *           "name": "day-before",
                     *           "from": "2026-01-29",
                     *           "to": "2026-01-29",
                     *           "billed": {
                     *             "was": "0.00",
                     *             "change": "260000.00",
                     *             "percent": null
                     *           },
                     *           "collected": {
                     *             "was": "80000.00",
                     *             "change": "18000.00",
                     *             "percent": "22.5"
                     *           },
                     *           "outstanding": {
                     *             "was": "250500.00",
                     *             "change": "162000.00",
                     *             "percent": "64.7"
                     *           },
                     *           "overdue": {
                     *             "was": "12500.00",
                     *             "change": "0.00",
                     *             "percent": "0.0"
                     *           },
                     *           "occupancy": {
                     *             "was": "99.2",
                     *             "change": "0.0",
                     *             "percent": null
                     *           }
                     *         }
                     *       ],
                     *       "charts": {
                     *         "collections": [
                     *           {
                     *             "date": "2026-01-30",
                     *             "billed": "260000.00",
                     *             "collected": "98000.00"
                     *           }
                     *         ],
                     *         "occupancy": [
                     *           {
                     *             "date": "2026-01-30",
                     *             "shops": 120,
                     *             "let": 119
                     *           }
                     *         ],
                     *         "expiries": [
                     *           {
                     *             "month": "2026-02",
                     *             "contracts": 1,
                     *             "monthlyRent": "12500.00"
                     *           }
                     *         ]
                     *       },
                     *       "knownAt": "2026-01-30T23:00:00.123456Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Report"];
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/html": string;
                };
            };
        };
    };
    ReportsController_getRangeFile: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            header?: never;
            path: {
                format: "pdf" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
        };
    };
    ReportsController_getWeekly: {
        parameters: {
            query?: {
                format?: "json" | "html" | "pdf" | "xlsx";
            };
            header?: never;
            path: {
                date: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "edition": "daily",
                     *       "date": "2026-01-30",
                     *       "from": "2026-01-30",
                     *       "to": "2026-01-30",
                     *       "createdAt": "2026-01-30T23:00:00.000Z",
                     *       "money": {
                     *         "billed": "260000.00",
                     *         "collected": "98000.00",
                     *         "recordedLater": "50000.00",
                     *         "outstanding": "412500.00",
                     *         "ageing": {
                     *           "buckets": [
                     *             {
                     *               "days": "1-30",
                     *               "bills": 1,
                     *               "amount": "12500.00"
                     *             },
                     *             {
                     *               "days": "31-60",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             },
                     *             {
                     *               "days": "61-90",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             },
                     *             {
                     *               "days": "90+",
                     *               "bills": 0,
                     *               "amount": "0.00"
                     *             }
                     *           ],
                     *           "bills": 1,
                     *           "total": "12500.00"
                     *         }
                     *       },
                     *       "leasing": {
                     *         "shops": 120,
                     *         "let": 119,
                     *         "vacant": {
                     *           "total": 1,
                     *           "items": [
                     *             {
                     *               "code": "L2-205",
                     *               "name": "二层 205",
                     *               "floor": "L2",
                     *               "areaSqm": "93.50",
                     *               "since": "2025-12-01"
                     *             }
                     *           ]
                     *         },
                     *         "began": {
                     *           "total": 0,
                     *           "items": []
                     *         },
                     *         "expiring": {
                     *           "total": 1,
                     *           "items": [
                     *             {
                     *               "number": "HT2025-00002",
                     *               "shopCode": "L1-101",
                     *               "shopName": "星光咖啡",
                     *               "tenantName": "上海星光餐饮有限公司",
                     *               "startDate": "2025-02-15",
                     *               "endDate": "2026-02-14",
                     *               "monthlyRent": "12500.00",
                     *               "renewed": false
                     *             }
                     *           ]
                     *         },
                     *         "ended": {
                     *           "total": 0,
                     *           "items": []
                     *         }
                     *       },
                     *       "notices": {
                     *         "sent": 14,
                     *         "failed": 0
                     *       },
                     *       "tasks": [
                     *         {
                     *           "task": "finance.generate-monthly-accounts",
                     *           "succeeded": 1,
                     *           "failed": 0,
                     *           "revoked": 0,
                     *           "retried": 0,
                     *           "longestMs": 1840,
                     *           "lastError": null
                     *         }
                     *       ],
                     *       "comparison": [
                     *         {
                     *           "name": "day-before",
                     *           "from": "2026-01-29",
                     *           "to": "2026-01-29",
                     *           "billed": {
                     *             "was": "0.00",
                     *             "change": "260000.00",
                     *             "percent": null
                     *           },
                     *           "collected": {
                     *             "was": "80000.00",
                     *             "change": "18000.00",
                     *             "percent": "22.5"
                     *           },
                     *           "outstanding": {
                     *             "was": "250500.00",
                     *             "change": "162000.00",
                     *             "percent": "64.7"
                     *           },
                     *           "overdue": {
                     *             "was": "12500.00",
                     *             "change": "0.00",
                     *             "percent": "0.0"
                     *           },
                     *           "occupancy": {
                     *             "was": "99.2",
                     *             "change": "0.0",
                     *             "percent": null
                     *           }
                     *         }
                     *       ],
                     *       "charts": {
                     *         "collections": [
                     *           {
                     *             "date": "2026-01-30",
                     *             "billed": "260000.00",
                     *             "collected": "98000.00"
                     *           }
                     *         ],
                     *         "occupancy": [
                     *           {
                     *             "date": "2026-01-30",
                     *             "shops": 120,
                     *             "let": 119
                     *           }
                     *         ],
                     *         "expiries": [
                     *           {
                     *             "month": "2026-02",
                     *             "contracts": 1,
                     *             "monthlyRent": "12500.00"
                     *           }
                     *         ]
                     *       },
                     *       "knownAt": "2026-01-30T23:00:00.123456Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Report"];
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/html": string;
                };
            };
        };
    };
    ReportsController_getWeeklyFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                date: string;
                format: "pdf" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
        };
    };
    RestorationsController_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Restoration"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    RestorationsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Restoration"];
                };
            };
        };
    };
    RunsController_list: {
        parameters: {
            query?: {
                cursor?: string;
                due?: "now" | "later";
                finishedFrom?: string;
                finishedTo?: string;
                from?: string;
                limit?: number;
                q?: string;
                queue?: string;
                schedule?: string;
                sort?: "id" | "-id" | "finishedAt" | "-finishedAt";
                status?: ("PENDING" | "STARTED" | "RETRY" | "SUCCESS" | "FAILURE" | "REVOKED")[];
                task?: string;
                to?: string;
                worker?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Run"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    RunsController_getFile: {
        parameters: {
            query?: {
                due?: "now" | "later";
                finishedFrom?: string;
                finishedTo?: string;
                from?: string;
                q?: string;
                queue?: string;
                schedule?: string;
                sort?: "id" | "-id" | "finishedAt" | "-finishedAt";
                status?: ("PENDING" | "STARTED" | "RETRY" | "SUCCESS" | "FAILURE" | "REVOKED")[];
                task?: string;
                to?: string;
                worker?: string;
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    RunsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    RunsController_listLogs: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RunLogLine"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    RunsController_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    RunsController_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeRunDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    RunsController_getTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunTimeline"];
                };
            };
        };
    };
    RunsController_retryAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunsToActOn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsActedOn"];
                };
            };
        };
    };
    RunsController_revokeAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunsToRevoke"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsActedOn"];
                };
            };
        };
    };
    SchedulesController_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Schedule"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    SchedulesController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSchedule"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    SchedulesController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    SchedulesController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    SchedulesController_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeSchedule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    SchedulesController_backfill: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackfillSchedule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backfill"];
                };
            };
        };
    };
    SchedulesController_history: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ScheduleChange"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    SchedulesController_next: {
        parameters: {
            query?: {
                count?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextSlots"];
                };
            };
        };
    };
    SchedulesController_reset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    SchedulesController_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    SchedulesController_slots: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Slot"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    SchedulesController_coming: {
        parameters: {
            query?: {
                count?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description {"items": [coming slot, ...]} */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComingSlot"][];
                };
            };
        };
    };
    SchedulesController_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewSchedule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
        };
    };
    SchedulesController_week: {
        parameters: {
            query?: {
                days?: number;
                from?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Week"];
                };
            };
        };
    };
    SearchController_search: {
        parameters: {
            query: {
                limit?: number;
                q: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Finds"];
                };
            };
        };
    };
    SettingsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Setting"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    ShopsController_list: {
        parameters: {
            query?: {
                category?: string;
                closed?: boolean;
                cursor?: string;
                floor?: string;
                limit?: number;
                q?: string;
                sort?: "code" | "-code" | "name" | "-name";
                status?: "VACANT" | "LET" | "CLOSED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Shop"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    ShopsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateShop"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shop"];
                };
            };
        };
    };
    StoreFilesController_getShops: {
        parameters: {
            query?: {
                category?: string;
                closed?: boolean;
                floor?: string;
                q?: string;
                sort?: "code" | "-code" | "name" | "-name";
                status?: "VACANT" | "LET" | "CLOSED";
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    ShopsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shop"];
                };
            };
        };
    };
    ShopsController_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateShop"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shop"];
                };
            };
        };
    };
    TasksController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TaskView"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    TasksController_changeLimits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeTaskLimits"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskLimitsView"];
                };
            };
        };
    };
    TasksController_submit: {
        parameters: {
            query?: {
                wait?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubmitRunDto"];
            };
        };
        responses: {
            /** @description Only with ?wait=: the finished run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    StatisticsController_getTask: {
        parameters: {
            query?: {
                range?: "24h" | "7d" | "30d";
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskStatisticsView"];
                };
            };
        };
    };
    StatisticsController_listTasks: {
        parameters: {
            query?: {
                range?: "24h" | "7d" | "30d";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskFiguresList"];
                };
            };
        };
    };
    TenantsController_list: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                overdue?: string;
                q?: string;
                sort?: "name" | "-name";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Tenant"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    FinanceFilesController_getTenants: {
        parameters: {
            query?: {
                overdue?: string;
                q?: string;
                sort?: "name" | "-name";
            };
            header?: never;
            path: {
                format: "csv" | "xlsx";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file; its name is in Content-Disposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
        };
    };
    TenantsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
        };
    };
    TenantsController_statement: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
        };
    };
    TenantsController_statementPdf: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    TenantsController_statementWorkbook: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
        };
    };
    UsersController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["UserAccount"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    UsersController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUser"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithPassword"];
                };
            };
        };
    };
    UsersController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAccount"];
                };
            };
        };
    };
    UsersController_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeUser"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAccount"];
                };
            };
        };
    };
    UsersController_resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPassword"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserWithPassword"];
                };
            };
        };
    };
    UsersController_listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Session"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    UsersController_endSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
        };
    };
    UsersController_endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    WorkersController_list: {
        parameters: {
            query?: {
                kind?: "worker" | "scheduler" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NodeView"][];
                        /**
                         * @description `cursor` of the next page; null on the last one
                         * @example null
                         */
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    WorkersController_resize: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResizePoolDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeView"];
                };
            };
        };
    };
    WorkersController_restartPool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestartedPool"];
                };
            };
        };
    };
    WorkersController_shutDown: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeView"];
                };
            };
        };
    };
    HealthController_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    HealthController_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It serves; `degraded` where somebody should look, with what is wrong in a word each */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example {
                         *       "database": "up",
                         *       "workers": "none"
                         *     }
                         */
                        checks: {
                            [key: string]: string;
                        };
                        /** @enum {string} */
                        status: "up" | "degraded";
                    };
                };
            };
        };
    };
    MetricsController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
}
