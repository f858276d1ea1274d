import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** An RFC 9457 problem document, as OpenAPI describes it. */
const PROBLEM = {
  type: 'object',
  description: 'An RFC 9457 problem document',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: {
      type: 'string',
      example: 'about:blank',
      description: 'Always about:blank: the status says the kind',
    },
    title: {
      type: 'string',
      example: 'Invalid input',
      description: 'The same for every problem of this kind',
    },
    status: { type: 'integer', example: 400, description: 'The HTTP status' },
    detail: {
      type: 'string',
      example: 'dueFrom: write a date as YYYY-MM-DD',
      description: 'What happened, to what, and what to do about it',
    },
    instance: { type: 'string', example: '/api/v1/bills?dueFrom=x', description: 'What was asked for' },
    errors: {
      type: 'array',
      description: 'Of an invalid input: everything that is wrong with it',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', example: 'dueFrom', description: 'Which field' },
          value: { example: 'x', description: 'What it held' },
          message: {
            type: 'string',
            example: 'write a date as YYYY-MM-DD',
            description: 'What would be right',
          },
        },
      },
    },
  },
} as const;

/**
 * Adds to a description of the API what holds for all of its routes: what they answer where something is wrong. A route
 * itself says only when its own problems (404, 409, ...) occur.
 */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: structuredClone(PROBLEM) as never },
  };
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.startsWith('/api/')) continue;
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) describeProblemsOf(operation, path, method);
    }
  }
  return document;
}

function describeProblemsOf(operation: Operation, path: string, method: string): void {
  const answers = operation.responses;
  if ((operation.security ?? []).length > 0) {
    answers['401'] ??= { description: 'Not signed in, or the token has run out' };
  }
  if ((operation.parameters ?? []).length > 0 || operation.requestBody) {
    answers['400'] ??= {
      description: 'A parameter or the body is wrong; `errors` says which field, and how',
    };
  }
  answers['429'] ??= { description: 'Too many requests; Retry-After says how long to wait' };
  if (method !== 'get') {
    answers['503'] ??= { description: 'Nothing can be changed for a while, such as during a restore' };
  }
  for (const [status, answer] of Object.entries(answers)) {
    if (!answer || '$ref' in answer || !/^[45]\d\d$/.test(status)) continue;
    answer.description ||= STATUS_CODES[status] ?? 'Problem';
    answer.content ??= {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        example: {
          type: 'about:blank',
          title: STATUS_CODES[status],
          status: Number(status),
          detail: answer.description,
          instance: path,
        },
      },
    };
  }
}
