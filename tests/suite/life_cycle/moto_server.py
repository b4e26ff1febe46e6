"""Moto's server on a free port of this machine. It prints its URL, and ends when its standard input does.

Two operations of API Gateway that moto does not have are added, after the pages of their API:
https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegration.html and API_UpdateModel.html
"""

import json
import sys

from moto.apigateway.responses import APIGatewayResponse
from moto.server import ThreadedMotoServer

INTEGRATION = {
    "credentials": "credentials",
    "passthroughBehavior": "passthrough_behaviour",
    "requestParameters": "request_parameters",
    "requestTemplates": "request_templates",
    "uri": "uri",
}
MODEL = {"description": "description", "schema": "schema"}


def patch(target, names, operations):
    """Applies JSON Patch operations to attributes, and to the entries of those that are maps."""
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
            entries[key] = operation["value"]
        setattr(target, names[name], entries)


def update_integration(self):
    _, _, api, _, resource, _, method, *_ = self.path.split("/")
    integration = self.backend.get_integration(api, resource, method)
    patch(integration, INTEGRATION, self._get_param("patchOperations"))
    return json.dumps(integration.to_json())


def update_model(self):
    _, _, api, _, name, *_ = self.path.split("/")
    model = self.backend.get_model(api, name)
    patch(model, MODEL, self._get_param("patchOperations"))
    return json.dumps(model.to_json())


APIGatewayResponse.update_integration = update_integration
APIGatewayResponse.update_model = update_model

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
sys.stdin.read()
