# Three calls of a remote service, each needing the answer before it: told with callbacks.
import asyncio

CUSTOMERS = {'Ann': 'customer 7', 'Bob': 'customer 8'}
ORDERS = {'customer 7': 'order 21'}
PARCELS = {'order 21': 'parcel on its way'}

loop = asyncio.get_event_loop()


# The service answers a little later; what it does not know is an error.
def look_up(table, request, callback, errback):
    if request in table:
        loop.call_later(.05, callback, table[request])
    else:
        loop.call_later(.05, errback, ValueError(f'nothing known of {request}'))


def api_call1(request, callback, errback):
    look_up(CUSTOMERS, request, callback, errback)


def api_call2(request, callback, errback):
    look_up(ORDERS, request, callback, errback)


def api_call3(request, callback, errback):
    look_up(PARCELS, request, callback, errback)


def step1(response):
    print('stage 1:', response)
    return response


def step2(response):
    print('stage 2:', response)
    return response


def step3(response):
    print('stage 3:', response)


# To be read from the bottom upwards; the error path goes by hand through every call.
def three_stages(request1):
    print('where is the parcel of', request1)

    def failed(error):
        print('failed:', error)
        loop.stop()

    def stage1(response1):
        def stage2(response2):
            def stage3(response3):
                step3(response3)
                loop.stop()

            request3 = step2(response2)
            api_call3(request3, stage3, failed)

        request2 = step1(response1)
        api_call2(request2, stage2, failed)

    api_call1(request1, stage1, failed)


def main():
    for request1 in ['Ann', 'Bob']:
        three_stages(request1)
        loop.run_forever()
    loop.close()


if __name__ == '__main__':
    main()
