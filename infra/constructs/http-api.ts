import { Duration, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type HttpRouteProps,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import {
  crossOrigin,
  type Operation,
  operationNames,
  operations,
  routeKeyOf,
} from '../../shared/contract/operations.ts';
import type { StageSettings } from '../config.ts';
import { scopeFor } from '../function-settings.ts';
import { gatewayTimeoutSeconds } from '../timing.ts';

export interface ApiProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly handler: IFunction;
  readonly accessLog: ILogGroup;
}

/**
 * What is logged of a request: which route, what came of it, how long it took, and why the gateway refused it. Neither
 * the path, which holds ids, nor the caller's address, which cannot be shortened here.
 */
export const accessLogFields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  protocol: '$context.protocol',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationLatency: '$context.integrationLatency',
  integrationRequestId: '$context.integration.requestId',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
  gatewayError: '$context.error.message',
} as const;

/** The HTTP API: every operation of the contract as a route, and nothing else. */
export function createHttpApi(scope: Construct, { name, settings, handler, accessLog }: ApiProps) {
  const authorizer = new HttpJwtAuthorizer('AccessToken', settings.openId.issuer, {
    authorizerName: 'access-token',
    jwtAudience: settings.openId.audience,
  });
  const api = new HttpApi(scope, 'Api', {
    apiName: name,
    description: 'Top-ups of Gigs plans, for a mobile app',
    createDefaultStage: false,
    disableExecuteApiEndpoint: settings.customDomain !== null,
    // Whoever adds a route and forgets to say who may call it has one that needs a token.
    defaultAuthorizer: authorizer,
    ...(settings.corsOrigins.length > 0 && { corsPreflight: corsFor(settings.corsOrigins) }),
  });
  const integration = new HttpLambdaIntegration('Function', handler, {
    timeout: Duration.seconds(gatewayTimeoutSeconds),
  });
  const routes = operationNames.map((operation) => {
    const { method, path, access }: Operation = operations[operation];
    const routeKey = HttpRouteKey.with(path, HttpMethod[method]);
    const route = { httpApi: api, routeKey, integration };
    if (access === 'public') return createPublicRoute(scope, operation, route);
    const askedFor = scopeFor(access, settings.functions);
    return new HttpRoute(scope, operation, { ...route, authorizer, authorizationScopes: askedFor ? [askedFor] : [] });
  });
  const stage = createStage(scope, api, settings, accessLog);
  // A stage that is there before its routes has none of their settings, and CloudFormation fails.
  stage.node.addDependency(...routes);
  return { api, routes, stage };
}

function createPublicRoute(scope: Construct, operation: string, props: HttpRouteProps): HttpRoute {
  const route = new HttpRoute(scope, operation, { ...props, authorizer: new HttpNoneAuthorizer() });
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason: 'Public by contract: health, the OpenAPI document and the pages of problems tell nothing of anybody.',
  });
  return route;
}

function createStage(scope: Construct, api: HttpApi, { limits }: StageSettings, accessLog: ILogGroup): HttpStage {
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: limits.requestsPerSecond, burstLimit: limits.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
    },
  });
  // Plain JSON to CloudFormation, so its members are named as CloudFormation names them.
  const buying = { ThrottlingRateLimit: limits.buysPerSecond, ThrottlingBurstLimit: limits.buysBurst };
  (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
    operationNames
      .filter((name) => operations[name].access === 'buy')
      .map((name) => [routeKeyOf(operations[name]), buying]),
  );
  return stage;
}

function corsFor(origins: readonly string[]) {
  return {
    allowOrigins: [...origins],
    allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.DELETE],
    allowHeaders: [...crossOrigin.sent],
    exposeHeaders: [...crossOrigin.read],
    maxAge: Duration.hours(1),
  };
}
