import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS, type Access } from '../http/index.js';
import { isPermission } from './permissions.js';

/** Under which Nest keeps the path of a handler. */
const PATH = 'path';

/** Refuses to start while a route does not say who may use it. */
@Injectable()
export class DeclaredAccess implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, () => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((name) => !this.isDeclared(metatype, prototype[name]))
        .map((name) => `${metatype.name}.${name}`);
    });
    if (undeclared.length > 0) {
      throw new Error(
        `Nothing says who may use ${undeclared.join(', ')}: add @Needs(), @ForSignedIn(), @ForSession() or @Public().`,
      );
    }
  }

  private isDeclared(controller: object, handler: (() => unknown) | undefined): boolean {
    if (handler === undefined || !Reflect.hasMetadata(PATH, handler)) return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      handler,
      controller as () => unknown,
    ]);
    return access !== undefined && (access.to !== 'permitted' || isPermission(access.permission));
  }
}
