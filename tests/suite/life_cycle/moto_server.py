"""Moto's server on a free port of this machine. It prints its URL, and ends when its standard input does.

Operations of API Gateway that moto does not have are added, after the pages of their API:
https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegration.html, API_UpdateMethod.html,
API_UpdateMethodResponse.html and API_UpdateModel.html. An integration that is gone is not found, as in AWS.
"""

import json
import sys

from moto.apigateway.exceptions import NoIntegrationDefined
from moto.apigateway.models import APIGatewayBackend
from moto.apigateway.responses import APIGatewayResponse
from moto.server import ThreadedMotoServer

INTEGRATION = {
    "credentials": "credentials",
    "passthroughBehavior": "passthrough_behaviour",
    "requestParameters": "request_parameters",
    "requestTemplates": "request_templates",
    "uri": "uri",
}
METHOD = {
    "authorizationType": "authorization_type",
    "operationName": "operation_name",
    "requestModels": "request_models",
    "requestParameters": "request_parameters",
    "requestValidatorId": "request_validator_id",
}
METHOD_RESPONSE = {"responseModels": "response_models", "responseParameters": "response_parameters"}
MODEL = {"description": "description", "schema": "schema"}


def patch(target, names, operations, flags=None):
    """Applies JSON Patch operations to attributes, and to the entries of those that are maps; one map is of booleans."""
    for operation in operations:
        name, *entry = operation["path"].lstrip("/").split("/")
        if not entry:
            setattr(target, names[name], operation.get("value"))
            continue
        key = entry[0].replace("~1", "/").replace("~0", "~")
        entries = dict(getattr(target, names[name]) or {})
        if operation["op"] == "remove":
            entries.pop(key, None)
        else:
            value = operation["value"]
            entries[key] = value == "true" if name == flags else value
        setattr(target, names[name], entries)


def update_integration(self):
    _, _, api, _, resource, _, method, *_ = self.path.split("/")
    integration = self.backend.get_integration(api, resource, method)
    patch(integration, INTEGRATION, self._get_param("patchOperations"))
    return json.dumps(integration.to_json())


def update_method(self):
    _, _, api, _, resource, _, verb, *_ = self.path.split("/")
    method = self.backend.get_method(api, resource, verb)
    patch(method, METHOD, self._get_param("patchOperations"), flags="requestParameters")
    return json.dumps(method.to_json())


def update_method_response(self):
    _, _, api, _, resource, _, verb, _, status, *_ = self.path.split("/")
    response = self.backend.get_method_response(api, resource, verb, status)
    patch(response, METHOD_RESPONSE, self._get_param("patchOperations"), flags="responseParameters")
    return json.dumps(response.to_json())


def update_model(self):
    _, _, api, _, name, *_ = self.path.split("/")
    model = self.backend.get_model(api, name)
    patch(model, MODEL, self._get_param("patchOperations"))
    return json.dumps(model.to_json())


get_integration = APIGatewayBackend.get_integration


def get_integration_if_any(self, api, resource, method):
    integration = get_integration(self, api, resource, method)
    if integration is None:
        raise NoIntegrationDefined()
    return integration


APIGatewayBackend.get_integration = get_integration_if_any
APIGatewayResponse.update_integration = update_integration
APIGatewayResponse.update_method = update_method
APIGatewayResponse.update_method_response = update_method_response
APIGatewayResponse.update_model = update_model

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
sys.stdin.read()
