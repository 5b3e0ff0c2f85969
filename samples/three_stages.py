# Three calls of a remote service, each needing the answer before it: told as one coroutine.
import asyncio

CUSTOMERS = {'Ann': 'customer 7', 'Bob': 'customer 8'}
ORDERS = {'customer 7': 'order 21'}
PARCELS = {'order 21': 'parcel on its way'}

loop = asyncio.get_event_loop()


# The service answers a little later; what it does not know is an error.
@asyncio.coroutine
def look_up(table, request):
    yield from asyncio.sleep(.05)
    if request in table:
        return table[request]
    else:
        raise ValueError(f'nothing known of {request}')


def api_call1(request):
    return look_up(CUSTOMERS, request)


def api_call2(request):
    return look_up(ORDERS, request)


def api_call3(request):
    return look_up(PARCELS, request)


def step1(response):
    print('stage 1:', response)
    return response


def step2(response):
    print('stage 2:', response)
    return response


def step3(response):
    print('stage 3:', response)


# To be read from the top downwards; one except clause is the error path of all calls.
@asyncio.coroutine
def three_stages(request1):
    print('where is the parcel of', request1)
    try:
        response1 = yield from api_call1(request1)
        request2 = step1(response1)
        response2 = yield from api_call2(request2)
        request3 = step2(response2)
        response3 = yield from api_call3(request3)
        step3(response3)
    except ValueError as error:
        print('failed:', error)


def main():
    for request1 in ['Ann', 'Bob']:
        loop.run_until_complete(three_stages(request1))
    loop.close()


if __name__ == '__main__':
    main()
