"""The walk-through with the client that openapi-generator writes for Python."""

import io
import os
import time
import zipfile

import halftone_client as halftone

URL = os.environ["HALFTONE_URL"]
CATALOGUE = os.environ["CATALOGUE"]
WEBHOOK_URL = os.environ["WEBHOOK_URL"]


def until(condition):
    """Asks again until there is an answer, for a minute at most."""
    for _ in range(600):
        answer = condition()
        if answer:
            return answer
        time.sleep(0.1)
    raise TimeoutError(condition)


with halftone.ApiClient(halftone.Configuration(host=URL)) as client:
    requests = halftone.RequestsApi(client)
    outputs = halftone.OutputsApi(client)
    webhooks = halftone.WebhooksApi(client)
    existing = halftone.ExistingClientsApi(client)

    with open(CATALOGUE, "rb") as file:
        content = file.read()
    upload = ("catalogue.csv", content)
    created = requests.create_request(file=upload, quality=40, webhook_url=WEBHOOK_URL)
    assert created.recipe.quality == 40 and created.filename == "catalogue.csv", created
    checked = requests.check_catalogue(file=upload)
    assert checked.valid and checked.totals.products == created.counts.products, checked
    products = [halftone.CatalogueProduct(name="Mug", imageUrls=["http://127.0.0.1:9/mug.jpg"])]
    as_json = requests.create_request_from_json(halftone.Catalogue(products=products))
    as_file = requests.create_request_from_file(content.decode(), _content_type="text/csv")
    assert len({created.id, as_json.id, as_file.id}) == 3
    receipt = existing.upload_catalogue(file=upload)
    plain = existing.upload_catalogue_for_request_id(file=upload)
    assert receipt.request_id and plain.request_id
    print("uploaded", created.id)

    def ended():
        request = requests.get_request(created.id)
        return request if request.status == halftone.RequestState.COMPLETED else None

    request = until(ended)
    assert request.outcome == halftone.RequestOutcome.SUCCEEDED, request
    assert existing.get_request_status(created.id).progress == 100
    assert existing.get_status(created.id).actual_instance.request_id == created.id
    print("followed", request.progress)

    page = requests.list_requests(limit=200)
    assert created.id in [item.id for item in page.items]
    assert len(requests.list_requests(limit=1).items) == 1
    images = requests.list_request_images(created.id, status=halftone.ImageState.COMPRESSED)
    assert images.items[0].output.bytes < images.items[0].source.bytes, images
    print("listed", len(page.items))

    csv = outputs.get_output_csv(created.id)
    assert "Output Image URLs" in csv and existing.download_output(created.id) == csv
    print("csv", len(csv))

    archive = zipfile.ZipFile(io.BytesIO(outputs.get_output_zip(created.id)))
    assert archive.testzip() is None and archive.namelist()
    print("zip", len(archive.namelist()))

    def delivered():
        found = webhooks.list_deliveries(created.id).items
        return [one for one in found if one.status == halftone.DeliveryOutcome.DELIVERED]

    assert until(delivered)[0].attempts[-1].status_code == 204
    print("deliveries", 1)

    try:
        requests.get_request("nobody")
        raise AssertionError("there is no such request")
    except halftone.ApiException as refusal:
        problem = halftone.Problem.from_json(refusal.body)
        assert refusal.status == 404 and problem.code == "request_not_found", refusal
    print("refused", 404)
